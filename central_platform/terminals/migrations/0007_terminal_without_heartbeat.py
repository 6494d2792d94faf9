from django.db import migrations


class Migration(migrations.Migration):
    """By itself: PostgreSQL alters no table to which rows were added in the same transaction."""

    dependencies = [
        ('terminals', '0006_last_heartbeat'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='terminal',
            name='audit_hash',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='audit_number',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='catalogue_version',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='clock_ahead',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='details',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='devices',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='last_seen',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='measures',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='version',
        ),
        migrations.RemoveField(
            model_name='terminal',
            name='waiting',
        ),
    ]
