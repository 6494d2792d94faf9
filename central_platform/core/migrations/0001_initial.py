from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0006_terminal_keys'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Counter',
                fields=[
                    ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('value', models.BigIntegerField(default=0)),
                ],
                options={
                    'db_table': 'records_counter',
                },
            ),
        ]),
    ]
