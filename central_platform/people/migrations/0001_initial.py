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
                name='Person',
                fields=[
                    ('tag', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=60, verbose_name='姓名')),
                    ('number', models.CharField(max_length=18, verbose_name='证件号码')),
                    ('sex', models.CharField(max_length=8, verbose_name='性别')),
                    ('birth', models.DateField(verbose_name='出生日期')),
                    ('ethnic_group', models.CharField(blank=True, max_length=2, verbose_name='民族')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='住址')),
                    ('profile', models.JSONField(default=dict, verbose_name='档案')),
                ],
                options={
                    'verbose_name': '一人一档',
                    'verbose_name_plural': '一人一档',
                    'db_table': 'records_person',
                },
            ),
            migrations.CreateModel(
                name='Lookup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.BigIntegerField(verbose_name='时间')),
                    ('what', models.CharField(max_length=16, verbose_name='查询')),
                    ('person_tag', models.CharField(max_length=64, verbose_name='查询对象（散列）')),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='终端')),
                ],
                options={
                    'verbose_name': '查询审计',
                    'verbose_name_plural': '查询审计',
                    'db_table': 'records_lookup',
                    'indexes': [models.Index(fields=['terminal', 'at'], name='lookups_of_terminal')],
                },
            ),
        ]),
    ]
