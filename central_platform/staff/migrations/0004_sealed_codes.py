"""The secret of each second factor is sealed, and recovery codes are kept as keyed hashes."""

import django.db.models.deletion
import django_otp.plugins.otp_totp.models
from django.conf import settings
from django.db import migrations, models

import central_platform.core.sealed
from central_platform.core.keys import key_ring

KEPT = ('user_id', 'name', 'confirmed', 'key', 'drift', 'last_t', 'throttling_failure_timestamp', 'throttling_failure_count',
        'last_used_at')


def seal(apps, schema_editor):
    """Generators that are bound; one that is not is shown anew."""
    devices, sealed = apps.get_model('otp_totp', 'TOTPDevice'), apps.get_model('staff', 'CodeDevice')
    for row in devices.objects.filter(confirmed=True).order_by('pk').values('created_at', *KEPT):
        created = row.pop('created_at')
        device = sealed.objects.create(**row)
        sealed.objects.filter(pk=device.pk).update(created_at=created)
    devices.objects.all().delete()


def hash_recovery_codes(apps, schema_editor):
    tokens = apps.get_model('otp_static', 'StaticToken').objects
    for pk, user, code in list(tokens.values_list('pk', 'device__user_id', 'token')):
        tokens.filter(pk=pk).update(token=key_ring().tag('recovery-code', f'{user}:{code.lower()}')[:16])


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('otp_static', '0003_add_timestamps'),
        ('otp_totp', '0003_add_timestamps'),
        ('staff', '0003_written_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('throttling_failure_timestamp', models.DateTimeField(blank=True, default=None, help_text='A timestamp of the last failed verification attempt. Null if last attempt succeeded.', null=True)),
                ('throttling_failure_count', models.PositiveIntegerField(default=0, help_text='Number of successive failed attempts.')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='The date and time when this device was initially created in the system.', null=True)),
                ('last_used_at', models.DateTimeField(blank=True, help_text='The most recent date and time this device was used.', null=True)),
                ('key', central_platform.core.sealed.SealedText(default=django_otp.plugins.otp_totp.models.default_key)),
                ('drift', models.SmallIntegerField(default=0)),
                ('last_t', models.BigIntegerField(default=-1)),
                ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(seal),
        migrations.RunPython(hash_recovery_codes),
    ]
