"""Answers keep their history; what was answered before is its beginning."""

import django.db.models.deletion
from django.db import migrations, models


def begin(apps, schema_editor):
    rating, answer = apps.get_model('ratings', 'Rating'), apps.get_model('ratings', 'RatingAnswer')
    answer.objects.bulk_create(
        [
            answer(rating=row, at=row.answered_at or row.received_at, account='', handling=row.handling, answer=row.answer)
            for row in rating.objects.exclude(answer='').order_by('received_at').iterator()
        ]
    )


class Migration(migrations.Migration):

    dependencies = [
        ('ratings', '0002_one_a_case'),
    ]

    operations = [
        migrations.CreateModel(
            name='RatingAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.BigIntegerField(verbose_name='时间')),
                ('account', models.CharField(blank=True, max_length=150, verbose_name='账号')),
                ('handling', models.CharField(choices=[('SIMPLE', '简单'), ('ORDINARY', '一般'), ('HARD', '疑难')], max_length=8, verbose_name='难易')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('rating', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='ratings.rating')),
            ],
            options={
                'verbose_name': '答复经过',
                'verbose_name_plural': '答复经过',
                'ordering': ['id'],
            },
        ),
        migrations.RunPython(begin),
    ]
