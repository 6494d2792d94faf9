import base64

import django.db.models.deletion
from django.db import migrations, models

from kiosk.messages.signing import thumbprint


def move_keys(apps, schema_editor):
    """Each key that is known becomes a row of its own; terminals that are in service stay confirmed."""
    Terminal, Key = apps.get_model("records", "Terminal"), apps.get_model("records", "TerminalKey")
    Earlier, Revoked = apps.get_model("records", "EarlierKey"), apps.get_model("records", "RevokedKey")
    gone = {
        base64.urlsafe_b64encode(bytes.fromhex(row.thumbprint)).rstrip(b"=").decode(): row.replaced_at for row in Revoked.objects.all()
    }
    for terminal in Terminal.objects.all():
        since = 0
        for row in Earlier.objects.filter(terminal=terminal).order_by("until"):
            name = thumbprint(row.public_key)
            Key.objects.get_or_create(
                thumbprint=name,
                defaults={
                    "terminal": terminal, "public_key": row.public_key, "since": since, "until": row.until, "revoked_at": gone.get(name),
                },
            )
            since = row.until
        Key.objects.get_or_create(
            thumbprint=thumbprint(terminal.public_key),
            defaults={
                "terminal": terminal,
                "public_key": terminal.public_key,
                "since": terminal.enrolled_at,
                "revoked_at": terminal.enrolled_at if terminal.revoked else None,
            },
        )
        Terminal.objects.filter(pk=terminal.pk).update(confirmed_at=terminal.enrolled_at)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_text_messages'),
    ]

    operations = [
        migrations.CreateModel(
            name='TerminalKey',
            fields=[
                ('thumbprint', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('public_key', models.JSONField(verbose_name='公钥')),
                ('since', models.BigIntegerField(verbose_name='启用')),
                ('until', models.BigIntegerField(null=True, verbose_name='用到')),
                ('revoked_at', models.BigIntegerField(null=True, verbose_name='吊销时间')),
                ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='records.terminal')),
            ],
            options={
                'verbose_name': '终端密钥',
                'verbose_name_plural': '终端密钥',
            },
        ),
        migrations.AddField(
            model_name='terminal',
            name='exchange',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='terminal',
            name='confirmed_at',
            field=models.BigIntegerField(null=True, verbose_name='确认时间'),
        ),
        migrations.RunPython(move_keys, migrations.RunPython.noop),
        migrations.DeleteModel(name='EarlierKey'),
        migrations.DeleteModel(name='RevokedKey'),
    ]
