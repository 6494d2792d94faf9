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
                name='KeptItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('submission_id', models.CharField(max_length=36, verbose_name='提交编号')),
                    ('sha256', models.CharField(max_length=64, verbose_name='散列')),
                    ('sealed', models.BinaryField()),
                    ('reason', models.CharField(max_length=12, verbose_name='原因')),
                    ('received_at', models.BigIntegerField(verbose_name='收到时间')),
                    ('looked_into', models.BooleanField(default=False, verbose_name='已处理')),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='终端')),
                ],
                options={
                    'verbose_name': '未能立案的提交',
                    'verbose_name_plural': '未能立案的提交',
                    'db_table': 'records_keptitem',
                    'constraints': [models.UniqueConstraint(fields=('submission_id', 'sha256', 'reason'), name='kept_once')],
                },
            ),
        ]),
    ]
