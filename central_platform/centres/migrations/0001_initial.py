from django.db import migrations, models


def add_district(apps, schema_editor):
    """Until now the name stood in the program."""
    apps.get_model('centres', 'AcceptanceCentre').objects.create(
        key='district', name_zh='样板区政务服务中心', name_en='Government Service Centre of the Model District', district=True
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AcceptanceCentre',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='代码')),
                ('name_zh', models.CharField(max_length=120, verbose_name='名称')),
                ('name_en', models.CharField(max_length=120, verbose_name='名称（英文）')),
                ('district', models.BooleanField(default=False, verbose_name='区级')),
            ],
            options={
                'verbose_name': '受理中心',
                'verbose_name_plural': '受理中心',
            },
        ),
        migrations.RunPython(add_district, migrations.RunPython.noop),
    ]
