from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrolment', '0003_used_by'),
    ]

    operations = [
        migrations.AddField(
            model_name='pairingcode',
            name='offer',
            field=models.JSONField(null=True),
        ),
    ]
