-- Tries one move after another on a case: each with its ground, or without it, each undone unless it is kept. What was
-- tried and what the database said is returned; the test compares it with the table of the law. Grounds are made as the
-- services make them: a decision with the signature of another, an end of a round with its evidence, a resumption.
create function pg_temp.sign(of_case bigint, what text, about text, office text, proposer bigint, signer bigint, at timestamptz)
returns bigint language plpgsql as $$
declare made bigint;
begin
    insert into cases_approval (court_id, case_id, act, subject, title, level, basis, grounds, state, proposed_by_id,
                                proposed_at, note)
    select c.court_id, c.id, what, about, '呈批', office, '民事诉讼法', '', 'waiting', proposer, at, ''
      from cases_case c where c.id = of_case returning id into made;
    update cases_approval set state = 'approved', decided_by_id = signer, decided_at = at where id = made;
    return made;
end $$;

create function pg_temp.give(of_case bigint, standing boolean, target text, closed_by text, proposer bigint, signer bigint,
                             at timestamptz, turn bigint)
returns void language plpgsql as $$
declare
    act_of constant text := case target
        when 'suspended' then 'suspend' when 'stayed' then 'stay' when 'insolvency' then 'refer_insolvency'
        when 'closed' then case closed_by when 'terminated' then 'terminate' when 'withdrawn' then 'strike'
                                          when 'refused' then 'refuse' when 'dismissed' then 'dismiss' end end;
    of_court integer;
    decision bigint;
begin
    select court_id into of_court from cases_case where id = of_case;
    if act_of is not null then
        insert into cases_coursedecision (court_id, case_id, act, ground, proofs, reason, basis, state, proposed_by_id,
                                          proposed_on)
        values (of_court, of_case, act_of, 'ground', '{}', '依法办理', '民事诉讼法', 'proposed', proposer, at::date)
        returning id into decision;
        update cases_coursedecision
           set state = 'approved', approval_id = pg_temp.sign(of_case, 'course.' || act_of, 'decision:' || decision,
                                                              'president', proposer, signer, at)
         where id = decision;
    elsif target = 'round_ended' and not standing then
        insert into cases_roundend (court_id, case_id, approval_id, consent, ended_on, made_at, evidence,
            evidence_sha256, remaining_fen, ruling_number, ruling_sha256, ruling_code, search_until, standing,
            entry_number, published_at)
        values (of_court, of_case, pg_temp.sign(of_case, 'round.end', 'round_end:' || turn, 'president', proposer, signer, at),
            'panel', (at at time zone 'Asia/Shanghai')::date, at, '{}', encode(sha256('{}'), 'hex'), 1, '裁' || turn,
            'x', '', at::date, true, '', '');
    elsif target = 'notified' and standing then
        insert into cases_resumption (court_id, case_id, round_end_id, number, ground, reason, resumed_on, made_by, made_at)
        select of_court, of_case, r.id, '恢' || of_case || '-' || turn, 'applicant', '发现财产',
               (at at time zone 'Asia/Shanghai')::date, 'walk', at
          from cases_roundend r where r.case_id = of_case and r.standing;
    end if;
end $$;

create function pg_temp.try_move(of_case bigint, target text, closed_by text, grounded boolean, keep boolean,
                                 proposer bigint, signer bigint, at timestamptz, turn bigint)
returns table (source text, under_end boolean, accepted boolean, why text) language plpgsql as $$
begin
    select c.state into source from cases_case c where c.id = of_case;
    under_end := exists (select 1 from cases_roundend r where r.case_id = of_case and r.standing);
    accepted := false;
    begin
        if grounded then
            perform pg_temp.give(of_case, under_end, target, closed_by, proposer, signer, at, turn);
        end if;
        update cases_case set state = target, closing = closed_by,
               closed_on = case when target = 'closed' then at::date end where id = of_case;
        accepted := true;
        if not keep then
            raise exception 'undone' using errcode = 'P0099';
        end if;
        update cases_coursedecision d set state = 'carried', carried_on = at::date
         where d.case_id = of_case and d.state = 'approved';
    exception
        when sqlstate 'P0099' then null;
        when check_violation then get stacked diagnostics why = constraint_name;
    end;
    return next;
end $$;

create function pg_temp.walk(of_case bigint, steps integer, seed double precision, proposer bigint, signer bigint,
                             at timestamptz)
returns table (source text, under_end boolean, target text, closed_by text, grounded boolean, accepted boolean,
               why text, times bigint) language plpgsql as $$
declare
    states constant text[] := array['filed', 'notified', 'paying', 'suspended', 'stayed', 'settling', 'entrusted',
                                    'insolvency', 'round_ended', 'closed'];
    closings constant text[] := array['performed', 'terminated', 'withdrawn', 'refused', 'dismissed'];
    turn integer;
begin
    create temporary table walked (source text, under_end boolean, target text, closed_by text, grounded boolean,
                                   accepted boolean, why text);
    perform setseed(seed);
    for turn in 1..steps loop
        target := states[1 + floor(random() * 10)::int];
        closed_by := case when target = 'closed' then closings[1 + floor(random() * 5)::int] else '' end;
        grounded := random() < 0.5;
        insert into walked
        select t.source, t.under_end, target, closed_by, grounded, t.accepted, t.why
          from pg_temp.try_move(of_case, target, closed_by, grounded, target <> 'closed', proposer, signer, at, turn) t
         where t.source <> target;
    end loop;
    return query select w.source, w.under_end, w.target, w.closed_by, w.grounded, w.accepted, w.why, count(*)
                   from walked w group by 1, 2, 3, 4, 5, 6, 7;
    drop table walked;
end $$;
