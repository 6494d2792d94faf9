"""What was written down of staff may go when it was kept long enough, and not before."""

from django.db import migrations, models

from central_platform.staff import written_once


def protect(apps, schema_editor):
    """In place of the triggers that let nothing go at all."""
    written_once.lift(schema_editor.connection)
    written_once.protect(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0004_sealed_codes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Forgetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.BigIntegerField()),
                ('name', models.CharField(max_length=32)),
                ('before', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'before'], name='forgetting_bound')],
            },
        ),
        migrations.RunPython(protect),
    ]
