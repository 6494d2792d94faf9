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
                name='CaseRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case_number', models.CharField(max_length=14, unique=True, verbose_name='办件编号')),
                    ('submission_id', models.CharField(max_length=36, unique=True, verbose_name='提交编号')),
                    ('sealed_sha256', models.CharField(max_length=64)),
                    ('sealed', models.BinaryField()),
                    ('state', models.CharField(choices=[('RECEIVED', '已收件'), ('ACCEPTED', '已受理'), ('CORRECTION', '待补正'), ('APPROVED', '已办结'), ('REFUSED', '不予办理'), ('WITHDRAWN', '已撤回')], max_length=12, verbose_name='状态')),
                    ('implementation_code', models.CharField(db_index=True, max_length=33, verbose_name='实施编码')),
                    ('item_zh', models.CharField(max_length=120, verbose_name='事项')),
                    ('item_en', models.CharField(max_length=200, verbose_name='事项（英文）')),
                    ('received_at', models.BigIntegerField(verbose_name='收件时间')),
                    ('committed_at', models.BigIntegerField(verbose_name='提交时间')),
                    ('due', models.DateField(null=True, verbose_name='办理期限')),
                    ('next_zh', models.TextField(verbose_name='下一步')),
                    ('next_en', models.TextField(verbose_name='下一步（英文）')),
                    ('centre_zh', models.CharField(max_length=120, verbose_name='受理中心')),
                    ('centre_en', models.CharField(max_length=120, verbose_name='受理中心（英文）')),
                    ('receipt_number', models.CharField(max_length=40, verbose_name='回执编号')),
                    ('receipt_token_sha256', models.CharField(db_index=True, max_length=64)),
                    ('applicant_tag', models.CharField(max_length=64)),
                    ('defects', models.JSONField(default=list, verbose_name='需补正')),
                    ('automatic', models.BooleanField(default=False, verbose_name='无人干预')),
                    ('record', models.TextField()),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='终端')),
                ],
                options={
                    'verbose_name': '办件',
                    'verbose_name_plural': '办件',
                    'db_table': 'records_caserecord',
                },
            ),
            migrations.CreateModel(
                name='CaseEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.BigIntegerField(verbose_name='时间')),
                    ('actor', models.CharField(max_length=150, verbose_name='经办')),
                    ('state', models.CharField(choices=[('RECEIVED', '已收件'), ('ACCEPTED', '已受理'), ('CORRECTION', '待补正'), ('APPROVED', '已办结'), ('REFUSED', '不予办理'), ('WITHDRAWN', '已撤回')], max_length=12, verbose_name='状态')),
                    ('note', models.TextField(blank=True, verbose_name='说明')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='cases.caserecord')),
                ],
                options={
                    'verbose_name': '办理经过',
                    'verbose_name_plural': '办理经过',
                    'db_table': 'records_caseevent',
                    'ordering': ['at', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(max_length=64, unique=True, verbose_name='散列')),
                    ('material_key', models.CharField(max_length=64, verbose_name='材料')),
                    ('received', models.IntegerField(default=0, verbose_name='已收到')),
                    ('complete', models.BooleanField(default=False, verbose_name='完整')),
                    ('sealed', models.BinaryField(default=b'')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='cases.caserecord', verbose_name='办件')),
                ],
                options={
                    'verbose_name': '材料照片',
                    'verbose_name_plural': '材料照片',
                    'db_table': 'records_attachment',
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='AttachmentPart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('offset', models.IntegerField()),
                    ('data', models.BinaryField()),
                    ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='cases.attachment')),
                ],
                options={
                    'db_table': 'records_attachmentpart',
                    'constraints': [models.UniqueConstraint(fields=('attachment', 'offset'), name='part_once')],
                },
            ),
            migrations.AddIndex(
                model_name='caserecord',
                index=models.Index(fields=['applicant_tag', 'implementation_code'], name='cases_of_applicant'),
            ),
        ]),
    ]
