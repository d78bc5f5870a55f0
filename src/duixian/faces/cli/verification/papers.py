"""The books against the papers: receipts, plans, batches and payouts must each explain exactly one movement of money.

Each check is one query in plain SQL that returns the wrong rows and nothing else: court, row, expected, found.
"""

from duixian.faces.cli.verification.checks import Check
from duixian.faces.cli.verification.deposits import DEPOSITS

BOOKS = (
    Check(
        "keys",
        "ledger",
        "同一记账键重复入账",
        """
        select court_id, 'seq ' || max(seq), '1', count(*)::text from funds_posting
        group by court_id, key having count(*) > 1 order by court_id, max(seq)
        """,
    ),
    Check(
        "legs",
        "legs",
        "分录没有凭证",
        """
        select l.court_id, 'leg ' || l.posting_id || '/' || l.position, 'posting ' || l.posting_id, 'none'
        from funds_leg l left join funds_posting p on p.id = l.posting_id where p.id is null
        order by l.court_id, l.posting_id, l.position
        """,
    ),
    Check(
        "acts",
        "ledger",
        "记账没有可说明它的业务",
        """
        select court_id, 'seq ' || seq, 'a known act', act from funds_posting
        where act not in ('receive', 'identify', 'take_back', 'distribute', 'release_held', 'set_aside', 'set_back',
                          'paid', 'payout_failed', 'payout_returned', 'set_apart', 'bring_back',
                          'deposit', 'deposit_back', 'refund', 'price', 'forfeit')
        order by court_id, seq
        """,
    ),
    Check(
        "turns",
        "ledger",
        "记账与留痕不符",
        r"""
        select p.court_id, 'seq ' || p.seq, 'trail ' || w.act || ' ' || w.turn, coalesce(t.act, 'none')
        from funds_posting p
        cross join lateral (
            select case p.act when 'identify' then 'funds.identify' when 'take_back' then 'funds.take_back'
                              when 'set_apart' then 'funds.set_apart' when 'bring_back' then 'funds.bring_back'
                              when 'deposit' then 'funds.deposit' when 'deposit_back' then 'funds.deposit_back'
                              when 'refund' then 'funds.refund' when 'price' then 'funds.price'
                              when 'forfeit' then 'funds.forfeit'
                              else 'payout.results' end as act,
                   substring(p.key from '^[^:]+:[^:]+:(\d{1,18})')::bigint as turn
        ) w
        left join trail_entry t on t.court_id = p.court_id and t.seq = w.turn
        where p.act in ('identify', 'take_back', 'set_apart', 'bring_back', 'paid', 'payout_failed', 'deposit',
                        'deposit_back', 'refund', 'price', 'forfeit')
          and t.act is distinct from w.act
        order by p.court_id, p.seq
        """,
    ),
)

RECEIPTS = (
    Check(
        "transfers",
        "transfers",
        "对账单的同一行被收录两次",
        """
        select min(court_id), 'transfer ' || max(id), '1', count(*)::text from funds_banktransfer
        group by bank_account_id, fingerprint having count(*) > 1 order by max(id)
        """,
    ),
    Check(
        "receipts",
        "receipts",
        "到账与入账金额不符",
        """
        select r.court_id, 'receipt ' || r.id, r.amount_fen::text, coalesce(sum(l.amount_fen), 0)::text
        from funds_receipt r
        join funds_banktransfer t on t.id = r.transfer_id
        left join funds_posting p
               on p.court_id = r.court_id and p.key = 'receive:' || t.fingerprint and p.act = 'receive'
        left join (funds_leg l join funds_account a on a.id = l.account_id and a.kind = 'bank') on l.posting_id = p.id
        group by r.id, t.amount_fen, t.incoming
        having coalesce(sum(l.amount_fen), 0) <> r.amount_fen or r.amount_fen <> t.amount_fen or not t.incoming
        order by r.court_id, r.id
        """,
    ),
    Check(
        "receive",
        "ledger",
        "入账没有对应的到账",
        """
        select p.court_id, 'seq ' || p.seq, 'receipt of ' || p.key, 'none'
        from funds_posting p
        where p.act = 'receive' and not exists (
            select 1 from funds_receipt r join funds_banktransfer t on t.id = r.transfer_id
            where r.court_id = p.court_id and 'receive:' || t.fingerprint = p.key)
        order by p.court_id, p.seq
        """,
    ),
    Check(
        "identified",
        "receipts",
        "认领状态与记账不符",
        r"""
        select r.court_id, 'receipt ' || r.id,
               case when r.state = 'identified' then r.case_id || ': ' || r.amount_fen else '0' end,
               coalesce(string_agg(b.case_id || ': ' || b.fen, ', ' order by b.case_id), '0')
        from funds_receipt r
        left join lateral (
            select a.case_id, -sum(l.amount_fen) as fen
            from funds_posting p
            join funds_leg l on l.posting_id = p.id join funds_account a on a.id = l.account_id and a.kind = 'case'
            where p.court_id = r.court_id and p.act in ('identify', 'take_back')
              and p.key ~ ('^(identify|take_back):' || r.id || ':\d+$')
            group by a.case_id having sum(l.amount_fen) <> 0
        ) b on true
        group by r.id
        having (case when r.state = 'identified' then r.case_id || ': ' || r.amount_fen else '0' end)
            <> coalesce(string_agg(b.case_id || ': ' || b.fen, ', ' order by b.case_id), '0')
        order by r.court_id, r.id
        """,
    ),
    Check(
        "identifications",
        "ledger",
        "认领记账没有对应的到账",
        r"""
        select p.court_id, 'seq ' || p.seq, 'receipt ' || split_part(p.key, ':', 2), 'none'
        from funds_posting p
        where p.act in ('identify', 'take_back')
          and not exists (select 1 from funds_receipt r
                          where r.court_id = p.court_id and r.id::text = split_part(p.key, ':', 2))
        order by p.court_id, p.seq
        """,
    ),
)

PLANS = (
    Check(
        "plans",
        "plans",
        "方案不平：取出 ≠ 分配 + 执行费",
        """
        select p.court_id, 'plan ' || p.id, p.funds_fen || ' = ' || s.taken || ' = ' || l.given || ' + ' || p.fee_fen,
               (s.taken - l.given - p.fee_fen)::text
        from funds_distributionplan p
        cross join lateral (select coalesce(sum(taken_fen), 0) as taken, coalesce(sum(fee_fen), 0) as fee
                            from funds_plansource where plan_id = p.id) s
        cross join lateral (select coalesce(sum(amount_fen), 0) as given from funds_planline where plan_id = p.id) l
        where s.taken <> l.given + p.fee_fen or s.taken <> p.funds_fen or s.fee <> p.fee_fen
        order by p.court_id, p.id
        """,
    ),
    Check(
        "plans.carried",
        "plans",
        "方案与执行它的记账不符",
        """
        select p.court_id, 'plan ' || p.id, case when p.state = 'effective' then p.funds_fen else 0 end::text,
               coalesce(b.taken, 0)::text
        from funds_distributionplan p
        left join lateral (
            select sum(l.amount_fen) filter (where a.kind = 'case') as taken,
                   -coalesce(sum(l.amount_fen) filter (where a.kind = 'fee'), 0) as fee,
                   -coalesce(sum(l.amount_fen) filter (where a.kind in ('payee', 'held')), 0) as given
            from funds_posting g join funds_leg l on l.posting_id = g.id join funds_account a on a.id = l.account_id
            where g.court_id = p.court_id and g.key = 'plan:' || p.id and g.act = 'distribute'
        ) b on true
        where case when p.state = 'effective'
                   then (b.taken, b.fee, b.given) is distinct from
                        (p.funds_fen::numeric, p.fee_fen::numeric, (p.funds_fen - p.fee_fen)::numeric)
                   else b.taken is not null end
        order by p.court_id, p.id
        """,
    ),
    Check(
        "plans.sources",
        "plans",
        "从案件账户取出的金额与方案不符",
        """
        select s.court_id, 'plan ' || s.plan_id || ' case ' || s.case_id, s.taken_fen::text, coalesce(b.taken, 0)::text
        from funds_plansource s
        join funds_distributionplan p on p.id = s.plan_id and p.state = 'effective'
        left join lateral (
            select sum(l.amount_fen) as taken
            from funds_posting g join funds_leg l on l.posting_id = g.id
            join funds_account a on a.id = l.account_id and a.kind = 'case' and a.case_id = s.case_id
            where g.court_id = s.court_id and g.key = 'plan:' || s.plan_id and g.act = 'distribute'
        ) b on true
        where coalesce(b.taken, 0) <> s.taken_fen order by s.court_id, s.plan_id, s.id
        """,
    ),
    Check(
        "plans.lines",
        "plans",
        "受领人所得与方案不符",
        """
        with lines as (
            select p.court_id, p.id as plan_id, l.case_id, l.payee_id,
                   sum(l.amount_fen) - coalesce(sum(o.disputed), 0) as fen
            from funds_distributionplan p join funds_planline l on l.plan_id = p.id
            left join (select line_id, sum(disputed_fen) as disputed from funds_planobjection group by line_id) o
                   on o.line_id = l.id
            where p.state = 'effective' group by p.id, l.case_id, l.payee_id
        ), booked as (
            select g.court_id, g.key, a.case_id, a.person_id, -sum(l.amount_fen) as fen
            from funds_posting g join funds_leg l on l.posting_id = g.id
            join funds_account a on a.id = l.account_id and a.kind = 'payee'
            where g.act = 'distribute' group by g.court_id, g.key, a.case_id, a.person_id
        )
        select n.court_id, 'plan ' || n.plan_id || ' payee ' || n.payee_id, n.fen::text, coalesce(b.fen, 0)::text
        from lines n left join booked b on b.court_id = n.court_id and b.key = 'plan:' || n.plan_id
             and b.case_id = n.case_id and b.person_id = n.payee_id
        where n.fen <> coalesce(b.fen, 0) order by n.court_id, n.plan_id, n.payee_id
        """,
    ),
    Check(
        "held",
        "accounts",
        "争议提存与未处理的异议不符",
        """
        select a.court_id, 'account ' || a.id, coalesce(o.fen, 0)::text, a.balance_fen::text
        from funds_account a
        left join (
            select l.case_id, sum(o.disputed_fen) as fen
            from funds_planobjection o join funds_planline l on l.id = o.line_id
            join funds_distributionplan p on p.id = o.plan_id
            where o.settled_on is null and p.state = 'effective' group by l.case_id
        ) o on o.case_id = a.case_id
        where a.kind = 'held' and a.balance_fen <> coalesce(o.fen, 0) order by a.court_id, a.id
        """,
    ),
)

PAYOUTS = (
    Check(
        "batches",
        "batches",
        "批次的笔数或金额与其付款不符",
        """
        select b.court_id, 'batch ' || b.id, b.count || ': ' || b.total_fen,
               count(p.id) || ': ' || coalesce(sum(p.amount_fen), 0)
        from funds_payoutbatch b left join funds_payout p on p.batch_id = b.id
        group by b.id having count(p.id) <> b.count or coalesce(sum(p.amount_fen), 0) <> b.total_fen
        order by b.court_id, b.id
        """,
    ),
    Check(
        "batches.hands",
        "batches",
        "制单、复核、审批不是不同的人，或缺少经办人",
        """
        select court_id, 'batch ' || id, 'different people', concat_ws(' / ', made_by, checked_by, approved_by)
        from funds_payoutbatch
        where made_by = '' or made_by in (checked_by, approved_by) or (checked_by <> '' and checked_by = approved_by)
           or (state in ('sent', 'paid') and (checked_by = '' or (needs_approval and approved_by = '')))
        order by court_id, id
        """,
    ),
    Check(
        "payouts.once",
        "payouts",
        "同一付款编号出现两次",
        """
        select min(court_id), 'payout ' || max(id), '1', count(*)::text from funds_payout
        group by end_to_end_id having count(*) > 1 order by max(id)
        """,
    ),
    Check(
        "payouts.set_aside",
        "payouts",
        "付款与从受领人余额中划出的金额不符",
        """
        with wanted as (
            select b.court_id, b.message_id, p.case_id, p.payee_id, max(p.id) as payout, sum(p.amount_fen) as fen
            from funds_payout p join funds_payoutbatch b on b.id = p.batch_id
            group by b.court_id, b.message_id, p.case_id, p.payee_id
        ), booked as (
            select g.court_id, g.key, a.case_id, a.person_id, sum(l.amount_fen) as fen
            from funds_posting g join funds_leg l on l.posting_id = g.id
            join funds_account a on a.id = l.account_id and a.kind = 'payee'
            where g.act = 'set_aside' group by g.court_id, g.key, a.case_id, a.person_id
        )
        select coalesce(w.court_id, b.court_id), coalesce('payout ' || w.payout, b.key || ' payee ' || b.person_id),
               coalesce(w.fen, 0)::text, coalesce(b.fen, 0)::text
        from wanted w full join booked b on b.court_id = w.court_id and b.key = 'batch:' || w.message_id
             and b.case_id = w.case_id and b.person_id = w.payee_id
        where coalesce(w.fen, 0) <> coalesce(b.fen, 0) order by 1, w.payout
        """,
    ),
    Check(
        "payouts.paid",
        "payouts",
        "已支付的付款与记账不符",
        """
        with wanted as (
            select b.court_id, b.message_id, p.settled_on, max(p.id) as payout, sum(p.amount_fen) as fen
            from funds_payout p join funds_payoutbatch b on b.id = p.batch_id
            where p.state in ('paid', 'returned') group by b.court_id, b.message_id, p.settled_on
        ), booked as (
            select g.court_id, g.memo, g.on_day, -sum(l.amount_fen) as fen
            from funds_posting g join funds_leg l on l.posting_id = g.id
            join funds_account a on a.id = l.account_id and a.kind = 'bank'
            where g.act = 'paid' group by g.court_id, g.memo, g.on_day
        )
        select coalesce(w.court_id, b.court_id),
               coalesce('payout ' || coalesce(w.payout, (
                   select min(p.id) from funds_payout p join funds_payoutbatch x on x.id = p.batch_id
                   where x.message_id = b.memo and p.state not in ('paid', 'returned'))) || ' of ', '')
               || coalesce(w.message_id, b.memo) || ' on ' || coalesce(w.settled_on, b.on_day),
               coalesce(w.fen, 0)::text, coalesce(b.fen, 0)::text
        from wanted w full join booked b
          on b.court_id = w.court_id and b.memo = w.message_id and b.on_day = w.settled_on
        where coalesce(w.fen, 0) <> coalesce(b.fen, 0) order by 1, 2
        """,
    ),
    Check(
        "payouts.back",
        "payouts",
        "未付成的款项没有如数退回受领人",
        """
        with wanted as (
            select b.court_id, b.message_id, p.case_id, p.payee_id, p.state, max(p.id) as payout,
                   sum(p.amount_fen) as fen
            from funds_payout p join funds_payoutbatch b on b.id = p.batch_id
            where p.state in ('failed', 'cancelled') group by b.court_id, b.message_id, p.case_id, p.payee_id, p.state
        ), booked as (
            select g.court_id, case g.act when 'payout_failed' then g.memo else substr(g.key, 14) end as message_id,
                   case g.act when 'payout_failed' then 'failed' else 'cancelled' end as state,
                   a.case_id, a.person_id, -sum(l.amount_fen) as fen
            from funds_posting g join funds_leg l on l.posting_id = g.id
            join funds_account a on a.id = l.account_id and a.kind = 'payee'
            where g.act in ('payout_failed', 'set_back') group by 1, 2, 3, 4, 5
        )
        select coalesce(w.court_id, b.court_id),
               coalesce('payout ' || w.payout, b.message_id || ' payee ' || b.person_id),
               coalesce(w.fen, 0)::text, coalesce(b.fen, 0)::text
        from wanted w full join booked b on b.court_id = w.court_id and b.message_id = w.message_id
             and b.state = w.state and b.case_id = w.case_id and b.person_id = w.payee_id
        where coalesce(w.fen, 0) <> coalesce(b.fen, 0) order by 1, w.payout
        """,
    ),
    Check(
        "payouts.returned",
        "payouts",
        "退汇与记账不符",
        """
        with booked as (
            select g.court_id, g.memo, sum(l.amount_fen) as fen
            from funds_posting g join funds_leg l on l.posting_id = g.id
            join funds_account a on a.id = l.account_id and a.kind = 'bank'
            where g.act = 'payout_returned' group by g.court_id, g.memo
        ), wanted as (
            select court_id, end_to_end_id, id, amount_fen from funds_payout where state = 'returned'
        )
        select coalesce(w.court_id, b.court_id), coalesce('payout ' || w.id, b.memo), coalesce(w.amount_fen, 0)::text,
               coalesce(b.fen, 0)::text
        from wanted w full join booked b on b.court_id = w.court_id and b.memo = w.end_to_end_id
        where coalesce(w.amount_fen, 0) <> coalesce(b.fen, 0) order by 1, w.id
        """,
    ),
    Check(
        "in_transit",
        "accounts",
        "在途付款余额与未有结果的付款不符",
        """
        select a.court_id, 'account ' || a.id, coalesce(p.fen, 0)::text, a.balance_fen::text
        from funds_account a
        left join (select court_id, sum(amount_fen) as fen from funds_payout
                   where state in ('draft', 'checked', 'approved', 'sent') group by court_id) p
               on p.court_id = a.court_id
        where a.kind = 'in_transit' and a.balance_fen <> coalesce(p.fen, 0) order by a.court_id, a.id
        """,
    ),
    Check(
        "closed",
        "cases",
        "已结案而案款未清",
        """
        select c.court_id, 'case ' || c.number, '0', a.kind || ' ' || a.balance_fen
        from cases_case c join funds_account a on a.case_id = c.id and a.kind <> 'unclaimed'
        -- what came back from a payee's bank after the closing is the payee's and waits to be paid again
        where c.state = 'closed' and a.balance_fen > coalesce((
            select sum(p.amount_fen) from funds_payout p
            where a.kind = 'payee' and p.state = 'returned' and p.case_id = a.case_id and p.payee_id = a.person_id), 0)
        order by c.court_id, c.id
        """,
    ),
)

CHECKS = (*BOOKS, *RECEIPTS, *DEPOSITS, *PLANS, *PAYOUTS)
