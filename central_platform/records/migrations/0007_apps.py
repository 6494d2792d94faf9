from django.db import migrations


APPS = {
    'core': ('counter',),
    'terminals': ('terminal', 'terminalkey', 'accesstoken', 'usedonce'),
    'enrolment': ('pairingcode',),
    'people': ('person', 'lookup'),
    'licences': ('licencerecord', 'copyrecord', 'seriallease'),
    'intake': ('keptitem',),
    'cases': ('caserecord', 'caseevent', 'attachment', 'attachmentpart'),
    'ratings': ('rating',),
    'notices': ('textmessage',),
}


def move_content_types(apps, schema_editor):
    """What staff may do, and what they did, is told by content types: those of each table go with it."""
    types = apps.get_model('contenttypes', 'ContentType').objects
    for app, models in APPS.items():
        types.filter(app_label='records', model__in=models).update(app_label=app)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_terminal_keys'),
        ('core', '0001_initial'),
        ('terminals', '0001_initial'),
        ('enrolment', '0001_initial'),
        ('people', '0001_initial'),
        ('licences', '0001_initial'),
        ('intake', '0001_initial'),
        ('cases', '0001_initial'),
        ('ratings', '0001_initial'),
        ('notices', '0001_initial'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.RemoveField(
                model_name='accesstoken',
                name='terminal',
            ),
            migrations.RemoveField(
                model_name='attachment',
                name='case',
            ),
            migrations.RemoveField(
                model_name='attachmentpart',
                name='attachment',
            ),
            migrations.RemoveField(
                model_name='caseevent',
                name='case',
            ),
            migrations.RemoveField(
                model_name='caserecord',
                name='terminal',
            ),
            migrations.RemoveField(
                model_name='rating',
                name='case',
            ),
            migrations.RemoveField(
                model_name='textmessage',
                name='case',
            ),
            migrations.RemoveField(
                model_name='copyrecord',
                name='terminal',
            ),
            migrations.DeleteModel(
                name='Counter',
            ),
            migrations.RemoveField(
                model_name='keptitem',
                name='terminal',
            ),
            migrations.RemoveField(
                model_name='licencerecord',
                name='holder',
            ),
            migrations.RemoveField(
                model_name='lookup',
                name='terminal',
            ),
            migrations.RemoveField(
                model_name='pairingcode',
                name='terminal',
            ),
            migrations.RemoveField(
                model_name='rating',
                name='terminal',
            ),
            migrations.RemoveField(
                model_name='seriallease',
                name='terminal',
            ),
            migrations.RemoveField(
                model_name='terminalkey',
                name='terminal',
            ),
            migrations.DeleteModel(
                name='UsedOnce',
            ),
            migrations.DeleteModel(
                name='AccessToken',
            ),
            migrations.DeleteModel(
                name='Attachment',
            ),
            migrations.DeleteModel(
                name='AttachmentPart',
            ),
            migrations.DeleteModel(
                name='CaseEvent',
            ),
            migrations.DeleteModel(
                name='CaseRecord',
            ),
            migrations.DeleteModel(
                name='TextMessage',
            ),
            migrations.DeleteModel(
                name='CopyRecord',
            ),
            migrations.DeleteModel(
                name='KeptItem',
            ),
            migrations.DeleteModel(
                name='LicenceRecord',
            ),
            migrations.DeleteModel(
                name='Person',
            ),
            migrations.DeleteModel(
                name='Lookup',
            ),
            migrations.DeleteModel(
                name='PairingCode',
            ),
            migrations.DeleteModel(
                name='Rating',
            ),
            migrations.DeleteModel(
                name='SerialLease',
            ),
            migrations.DeleteModel(
                name='Terminal',
            ),
            migrations.DeleteModel(
                name='TerminalKey',
            ),
        ]),
        migrations.RunPython(move_content_types, migrations.RunPython.noop),
    ]
