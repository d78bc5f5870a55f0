-- Debts that others owe a debtor are held like money: what is frozen of them, or about to be, less what was paid and what
-- was let go, stands in the same sums under the same lock as every control. Two who order at once meet at the budget's row.

create function assets_debt_counts(debt assets_thirdpartydebt) returns bigint language sql immutable as $$
    select case when debt.state in ('draft', 'ordered', 'served', 'objected', 'due')
                then greatest(debt.amount_fen - debt.paid_fen - debt.released_fen, 0) else 0 end
$$;

create function assets_count_debt() returns trigger language plpgsql as $$
declare
    grown bigint := assets_debt_counts(new) - case when tg_op = 'UPDATE' then assets_debt_counts(old) else 0 end;
    b record;
begin
    if tg_op = 'UPDATE' and (new.court_id, new.case_id, new.debtor_id, new.third_party_id, new.amount_fen)
                            is distinct from (old.court_id, old.case_id, old.debtor_id, old.third_party_id, old.amount_fen) then
        raise exception 'debt %: whose it is, and how much, stands', old.id
            using errcode = 'check_violation', constraint = 'assets_third_party_debt_is_fixed';
    end if;
    if grown = 0 then
        return null;
    end if;
    for b in
        update assets_budget set divisible_fen = divisible_fen + grown
         where case_id = new.case_id and (person_id is null or person_id = new.debtor_id)
        returning *
    loop
        if grown > 0 and b.divisible_fen + b.whole_fen > b.need_fen then
            raise exception 'case %: % fen over the % it may hold', new.case_id,
                b.divisible_fen + b.whole_fen - b.need_fen, b.need_fen
                using errcode = 'check_violation', constraint = 'assets_never_over_control';
        end if;
    end loop;
    if grown > 0 and not exists (select 1 from assets_budget where case_id = new.case_id and person_id is null) then
        raise exception 'case %: what it may hold was not stated', new.case_id
            using errcode = 'check_violation', constraint = 'assets_need_is_stated';
    end if;
    return null;
end $$;
create trigger assets_thirdpartydebt_counts after insert or update on assets_thirdpartydebt
    for each row execute function assets_count_debt();

-- a budget that is stated late counts these too
create or replace function assets_start_budget() returns trigger language plpgsql as $$
begin
    select coalesce(sum(counted_fen) filter (where divisible), 0), coalesce(sum(counted_fen) filter (where not divisible), 0)
      into new.divisible_fen, new.whole_fen
      from assets_control
     where case_id = new.case_id and (new.person_id is null or person_id = new.person_id);
    select new.divisible_fen + coalesce(sum(assets_debt_counts(d)), 0) into new.divisible_fen
      from assets_thirdpartydebt d
     where d.case_id = new.case_id and (new.person_id is null or d.debtor_id = new.person_id);
    return new;
end $$;

-- what stands already is counted in; what is above a need by that is let go with the case's next round
alter table assets_budget no force row level security;
alter table assets_thirdpartydebt no force row level security;
alter table assets_budget disable trigger assets_budget_holds;
update assets_budget b
   set divisible_fen = divisible_fen + coalesce((
       select sum(assets_debt_counts(d)) from assets_thirdpartydebt d
        where d.case_id = b.case_id and (b.person_id is null or d.debtor_id = b.person_id)), 0);
alter table assets_budget enable trigger assets_budget_holds;
alter table assets_thirdpartydebt force row level security;
alter table assets_budget force row level security;
