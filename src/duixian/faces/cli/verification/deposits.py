"""Bidders' money against the papers: kept for the right one, and gone only to the price, back to him, or forfeited."""

from duixian.faces.cli.verification.checks import Check

DEPOSITS = (
    Check(
        "deposits.taken",
        "receipts",
        "竞买人交款与记账不符",
        """
        with booked as (
            select p.court_id, split_part(p.key, ':', 2) as receipt, a.case_id, a.person_id, -sum(l.amount_fen) as fen
            from funds_posting p
            join funds_leg l on l.posting_id = p.id join funds_account a on a.id = l.account_id and a.kind = 'deposit'
            where p.act in ('deposit', 'deposit_back')
            group by 1, 2, 3, 4 having sum(l.amount_fen) <> 0
        ), wanted as (
            select court_id, id::text as receipt, case_id, depositor_id, amount_fen from funds_receipt
            where state = 'deposit'
        )
        select coalesce(w.court_id, b.court_id), 'receipt ' || coalesce(w.receipt, b.receipt),
               coalesce(w.amount_fen, 0)::text, coalesce(b.fen, 0)::text
        from wanted w full join booked b on b.court_id = w.court_id and b.receipt = w.receipt
             and b.case_id = w.case_id and b.person_id = w.depositor_id
        where coalesce(w.amount_fen, 0) <> coalesce(b.fen, 0) order by 1, 2
        """,
    ),
    Check(
        "deposits.kept",
        "accounts",
        "竞买人交款余额与各竞买人名下应存的不符",
        """
        with should as (
            select d.case_id, b.person_id, sum(b.deposit_fen) as fen
            from disposal_bidder b join disposal_auctionround r on r.id = b.round_id
            join disposal_disposal d on d.id = r.disposal_id
            group by d.case_id, b.person_id
        )
        select a.court_id, 'account ' || a.id, coalesce(s.fen, 0)::text, a.balance_fen::text
        from funds_account a left join should s on s.case_id = a.case_id and s.person_id = a.person_id
        where a.kind = 'deposit' and a.balance_fen <> coalesce(s.fen, 0) order by a.court_id, a.id
        """,
    ),
    Check(
        "credits",
        "credits",
        "计入债务的价款与记账不符",
        r"""
        select c.court_id, 'credit ' || c.id, case when c.kind = 'set_off' then 0 else c.amount_fen end::text,
               coalesce(b.fen, 0)::text
        from funds_credit c
        left join lateral (
            select -sum(l.amount_fen) filter (where a.kind = 'case' and a.case_id = c.case_id) as fen,
                   sum(l.amount_fen) filter (where a.kind = 'deposit' and a.case_id = c.case_id
                                                   and a.person_id = c.person_id) as paid
            from funds_posting p join funds_leg l on l.posting_id = p.id join funds_account a on a.id = l.account_id
            where p.court_id = c.court_id and p.act in ('price', 'forfeit') and p.on_day = c.on_day
              and p.key ~ ('^' || c.kind || ':' || c.id || ':\d+$')
        ) b on true
        where (coalesce(b.fen, 0), coalesce(b.paid, 0)) is distinct from
              (case when c.kind = 'set_off' then 0 else c.amount_fen end::numeric,
               case when c.kind = 'set_off' then 0 else c.amount_fen end::numeric)
        order by c.court_id, c.id
        """,
    ),
    Check(
        "credits.posted",
        "ledger",
        "价款或悔拍保证金的记账没有依据",
        """
        select p.court_id, 'seq ' || p.seq, 'credit of ' || p.key, 'none'
        from funds_posting p
        where p.act in ('price', 'forfeit')
          and not exists (select 1 from funds_credit c where c.court_id = p.court_id and c.kind = p.act
                          and c.id::text = split_part(p.key, ':', 2))
        order by p.court_id, p.seq
        """,
    ),
    Check(
        "sales.served",
        "sales",
        "成交裁定送达前已计入案款，或送达后未足额计入",
        """
        select s.court_id, 'sale ' || s.id, case when s.served_on is null then 0 else s.price_fen end::text,
               coalesce(c.fen, 0)::text
        from disposal_sale s
        left join lateral (select sum(amount_fen) as fen, min(on_day) as first from funds_credit
                           where origin = 'sale:' || s.id and kind in ('price', 'set_off')) c on true
        where coalesce(c.fen, 0) <> case when s.served_on is null then 0 else s.price_fen end
           or c.first <> s.served_on
        order by s.court_id, s.id
        """,
    ),
)
