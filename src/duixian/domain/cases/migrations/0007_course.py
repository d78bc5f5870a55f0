"""Applications, the wider life of a case, extensions and suspensions of its limits."""

from django.db import migrations, models

MOVES = """
insert into cases_move (source, act, target) values
    ('paying', 'receive', 'paying'),
    ('suspended', 'receive', 'suspended'),
    ('stayed', 'receive', 'stayed'),
    ('settling', 'receive', 'settling'),
    ('entrusted', 'receive', 'entrusted'),
    ('insolvency', 'receive', 'insolvency'),
    ('settling', 'paid_out', 'settling'),
    ('filed', 'stay', 'stayed'),
    ('notified', 'stay', 'stayed'),
    ('paying', 'stay', 'stayed'),
    ('filed', 'settle', 'settling'),
    ('notified', 'settle', 'settling'),
    ('paying', 'settle', 'settling'),
    ('suspended', 'settle', 'settling'),
    ('stayed', 'settle', 'settling'),
    ('filed', 'entrust', 'entrusted'),
    ('notified', 'entrust', 'entrusted'),
    ('paying', 'entrust', 'entrusted'),
    ('entrusted', 'take_back', 'notified'),
    ('notified', 'refer_insolvency', 'insolvency'),
    ('paying', 'refer_insolvency', 'insolvency'),
    ('suspended', 'refer_insolvency', 'insolvency'),
    ('round_ended', 'refer_insolvency', 'insolvency'),
    ('stayed', 'resume', 'notified'),
    ('settling', 'resume', 'notified'),
    ('insolvency', 'resume', 'notified'),
    ('stayed', 'close', 'closed'),
    ('settling', 'close', 'closed'),
    ('filed', 'terminate', 'closed'),
    ('notified', 'terminate', 'closed'),
    ('paying', 'terminate', 'closed'),
    ('suspended', 'terminate', 'closed'),
    ('stayed', 'terminate', 'closed'),
    ('settling', 'terminate', 'closed'),
    ('insolvency', 'terminate', 'closed'),
    ('round_ended', 'terminate', 'closed'),
    ('filed', 'strike', 'closed'),
    ('notified', 'strike', 'closed'),
    ('paying', 'strike', 'closed'),
    ('suspended', 'strike', 'closed'),
    ('stayed', 'strike', 'closed'),
    ('entrusted', 'strike', 'closed'),
    ('filed', 'refuse', 'closed'),
    ('notified', 'refuse', 'closed'),
    ('paying', 'refuse', 'closed'),
    ('suspended', 'refuse', 'closed'),
    ('stayed', 'refuse', 'closed'),
    ('settling', 'refuse', 'closed'),
    ('round_ended', 'refuse', 'closed'),
    ('filed', 'dismiss', 'closed'),
    ('notified', 'dismiss', 'closed'),
    ('paying', 'dismiss', 'closed'),
    ('suspended', 'dismiss', 'closed'),
    ('stayed', 'dismiss', 'closed');
"""

UNMOVE = """
delete from cases_move where act in
    ('stay', 'settle', 'entrust', 'take_back', 'refer_insolvency', 'terminate', 'strike', 'refuse', 'dismiss')
    or source in ('stayed', 'settling', 'entrusted', 'insolvency')
    or (act = 'receive' and source in ('paying', 'suspended'));
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_approval_guards")]
    operations = [
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("filed", "已立案"),
                    ("notified", "已发执行通知"),
                    ("paying", "案款处理"),
                    ("suspended", "中止"),
                    ("stayed", "暂缓执行"),
                    ("settling", "和解履行中"),
                    ("entrusted", "已委托执行"),
                    ("insolvency", "移送破产"),
                    ("round_ended", "终本"),
                    ("closed", "已结案"),
                ],
                default="filed",
                max_length=16,
            ),
        ),
        migrations.RunSQL(MOVES, UNMOVE),
    ]
