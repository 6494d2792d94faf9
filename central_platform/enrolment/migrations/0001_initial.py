import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0006_terminal_keys'),
        ('terminals', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='PairingCode',
                fields=[
                    ('code_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('site_zh', models.CharField(max_length=120)),
                    ('site_en', models.CharField(max_length=120)),
                    ('centre_zh', models.CharField(max_length=120)),
                    ('centre_en', models.CharField(max_length=120)),
                    ('expires_at', models.BigIntegerField()),
                    ('terminal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='terminals.terminal')),
                ],
                options={
                    'db_table': 'records_pairingcode',
                },
            ),
        ]),
    ]
