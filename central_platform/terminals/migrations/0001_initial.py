import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0006_terminal_keys'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Terminal',
                fields=[
                    ('terminal_id', models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name='终端编号')),
                    ('site_zh', models.CharField(max_length=120, verbose_name='服务点')),
                    ('site_en', models.CharField(max_length=120, verbose_name='服务点（英文）')),
                    ('centre_zh', models.CharField(max_length=120, verbose_name='受理中心')),
                    ('centre_en', models.CharField(max_length=120, verbose_name='受理中心（英文）')),
                    ('hotline', models.CharField(max_length=32, verbose_name='服务电话')),
                    ('public_key', models.JSONField(verbose_name='公钥')),
                    ('certificate', models.TextField(verbose_name='终端证书')),
                    ('enrolled_at', models.BigIntegerField(verbose_name='登记时间')),
                    ('exchange', models.CharField(blank=True, max_length=64)),
                    ('confirmed_at', models.BigIntegerField(null=True, verbose_name='确认时间')),
                    ('revoked', models.BooleanField(default=False, verbose_name='已吊销')),
                    ('last_seen', models.BigIntegerField(null=True, verbose_name='最近联系')),
                    ('version', models.CharField(blank=True, max_length=64, verbose_name='程序版本')),
                    ('catalogue_version', models.CharField(blank=True, max_length=64, verbose_name='目录版本')),
                    ('waiting', models.IntegerField(default=0, verbose_name='待传件数')),
                    ('devices', models.JSONField(default=dict, verbose_name='设备状态')),
                    ('clock_ahead', models.IntegerField(default=0, verbose_name='时钟快（秒）')),
                    ('audit_number', models.BigIntegerField(default=0, verbose_name='审计条数')),
                    ('audit_hash', models.CharField(blank=True, max_length=64, verbose_name='审计链头')),
                    ('audit_broken_at', models.BigIntegerField(null=True, verbose_name='审计链断开时间')),
                ],
                options={
                    'verbose_name': '自助终端',
                    'verbose_name_plural': '自助终端',
                    'db_table': 'records_terminal',
                },
            ),
            migrations.CreateModel(
                name='UsedOnce',
                fields=[
                    ('mark', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('expires_at', models.BigIntegerField(db_index=True)),
                ],
                options={
                    'db_table': 'records_usedonce',
                },
            ),
            migrations.CreateModel(
                name='AccessToken',
                fields=[
                    ('token_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('expires_at', models.BigIntegerField(db_index=True)),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='terminals.terminal')),
                ],
                options={
                    'db_table': 'records_accesstoken',
                },
            ),
            migrations.CreateModel(
                name='TerminalKey',
                fields=[
                    ('thumbprint', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('public_key', models.JSONField(verbose_name='公钥')),
                    ('since', models.BigIntegerField(verbose_name='启用')),
                    ('until', models.BigIntegerField(null=True, verbose_name='用到')),
                    ('revoked_at', models.BigIntegerField(null=True, verbose_name='吊销时间')),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='terminals.terminal')),
                ],
                options={
                    'verbose_name': '终端密钥',
                    'verbose_name_plural': '终端密钥',
                    'db_table': 'records_terminalkey',
                },
            ),
        ]),
    ]
