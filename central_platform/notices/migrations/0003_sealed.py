"""Text messages are encrypted at rest; those to one number are counted by its tag."""

from django.db import migrations, models

from central_platform.core.keys import key_ring
from central_platform.core.sealed import SealedText, seal_columns


def seal(apps, schema_editor):
    messages = apps.get_model('notices', 'TextMessage')
    for to in set(messages.objects.values_list('to', flat=True)):
        messages.objects.filter(to=to).update(to_tag=key_ring().tag('mobile', to))
    seal_columns(messages, ('to', 'text'))


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_without_case'),
    ]

    operations = [
        migrations.AddField('textmessage', 'to_tag', models.CharField(default='', max_length=64)),
        migrations.RemoveIndex('textmessage', 'text_messages_to'),
        migrations.AlterField('textmessage', 'to', models.TextField()),
        migrations.RunPython(seal),
        migrations.AlterField('textmessage', 'to', SealedText(verbose_name='手机号码')),
        migrations.AlterField('textmessage', 'text', SealedText(verbose_name='内容')),
        migrations.AddIndex('textmessage', models.Index(fields=['to_tag', 'sent_at'], name='text_messages_to')),
    ]
