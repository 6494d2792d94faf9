import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_attachments'),
    ]

    operations = [
        migrations.CreateModel(
            name='RevokedKey',
            fields=[
                ('thumbprint', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('replaced_at', models.BigIntegerField()),
                ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.terminal')),
            ],
        ),
    ]
