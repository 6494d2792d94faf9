import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0006_terminal_keys'),
        ('people', '0001_initial'),
        ('terminals', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='CopyRecord',
                fields=[
                    ('report_id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                    ('serial', models.CharField(db_index=True, max_length=40, verbose_name='流水号')),
                    ('leased', models.BooleanField(verbose_name='号段属于该终端')),
                    ('outcome', models.CharField(max_length=10, verbose_name='打印结果')),
                    ('printed_at', models.BigIntegerField(verbose_name='打印时间')),
                    ('licence_identifier', models.CharField(blank=True, max_length=128, verbose_name='证照标识')),
                    ('purpose', models.CharField(blank=True, max_length=200, verbose_name='用途')),
                    ('sealed', models.BinaryField()),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='终端')),
                ],
                options={
                    'verbose_name': '证照打印件',
                    'verbose_name_plural': '证照打印件',
                    'db_table': 'records_copyrecord',
                },
            ),
            migrations.CreateModel(
                name='LicenceRecord',
                fields=[
                    ('identifier', models.CharField(max_length=128, primary_key=True, serialize=False, verbose_name='证照标识')),
                    ('licence_type', models.CharField(max_length=40, verbose_name='种类')),
                    ('name_zh', models.CharField(max_length=80, verbose_name='名称')),
                    ('name_en', models.CharField(max_length=120, verbose_name='名称（英文）')),
                    ('authority_zh', models.CharField(max_length=80, verbose_name='发证机关')),
                    ('authority_en', models.CharField(max_length=120, verbose_name='发证机关（英文）')),
                    ('number', models.CharField(max_length=40, verbose_name='证号')),
                    ('valid_from', models.DateField(verbose_name='有效期自')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                    ('revoked', models.BooleanField(default=False, verbose_name='已注销')),
                    ('details', models.JSONField(default=list, verbose_name='其他栏目')),
                    ('page', models.BinaryField(default=b'')),
                    ('page_of', models.CharField(blank=True, editable=False, max_length=64)),
                    ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='licences', to='people.person', verbose_name='持证人')),
                ],
                options={
                    'verbose_name': '电子证照',
                    'verbose_name_plural': '电子证照',
                    'db_table': 'records_licencerecord',
                },
            ),
            migrations.CreateModel(
                name='SerialLease',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('prefix', models.CharField(max_length=24)),
                    ('first', models.IntegerField()),
                    ('last', models.IntegerField()),
                    ('leased_at', models.BigIntegerField()),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='终端')),
                ],
                options={
                    'db_table': 'records_seriallease',
                    'constraints': [models.UniqueConstraint(fields=('prefix', 'first'), name='lease_once')],
                },
            ),
        ]),
    ]
