from django.db import migrations

ROLES = ['窗口收件员', '审批员', '中心负责人', '监督员', '设备运维', '审计员', '事项管理员', '账号管理员']


def add_roles(apps, schema_editor):
    """What each may do is in the program (`central_platform.staff.roles`)."""
    groups = apps.get_model('auth', 'Group').objects
    for name in ROLES:
        groups.get_or_create(name=name)


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RunPython(add_roles, migrations.RunPython.noop),
    ]
