import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0006_terminal_keys'),
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='TextMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('to', models.CharField(max_length=11, verbose_name='手机号码')),
                    ('text', models.TextField(verbose_name='内容')),
                    ('state', models.CharField(choices=[('WAITING', '待发送'), ('TAKEN', '已发送'), ('REFUSED', '发不出')], default='WAITING', max_length=8, verbose_name='状态')),
                    ('made_at', models.BigIntegerField(verbose_name='生成时间')),
                    ('sent_at', models.BigIntegerField(null=True, verbose_name='发送时间')),
                    ('due_at', models.BigIntegerField()),
                    ('tries', models.IntegerField(default=0, verbose_name='次数')),
                    ('fault', models.CharField(blank=True, max_length=120, verbose_name='原因')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='text_messages', to='cases.caserecord', verbose_name='办件')),
                ],
                options={
                    'verbose_name': '短信',
                    'verbose_name_plural': '短信',
                    'db_table': 'records_textmessage',
                    'indexes': [models.Index(fields=['state', 'due_at'], name='text_messages_due'), models.Index(fields=['to', 'sent_at'], name='text_messages_to')],
                },
            ),
        ]),
    ]
