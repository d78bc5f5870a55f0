-- a receipt is what the bank's line says; from one owner to another it goes through the queue, a bidder's money too
create or replace function funds_guard_receipt() returns trigger language plpgsql as $$
begin
    if (new.court_id, new.transfer_id, new.amount_fen, new.received_on, new.payer, new.source)
       is distinct from (old.court_id, old.transfer_id, old.amount_fen, old.received_on, old.payer, old.source)
       or (old.state <> 'unidentified' and new.state <> 'unidentified'
           and (new.state, new.case_id, new.depositor_id) is distinct from (old.state, old.case_id, old.depositor_id)) then
        raise exception 'receipt %: what came in, when and from whom stand', old.id
            using errcode = 'check_violation', constraint = 'funds_receipt_is_fixed';
    end if;
    return new;
end $$;
