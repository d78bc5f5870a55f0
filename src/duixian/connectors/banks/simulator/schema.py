"""The tables of the simulated bank. Amounts are fen; a payment id can be paid only once, whatever the code does."""

from typing import Final

SCHEMA: Final = """
create table if not exists setting (name text primary key, value text not null);
create table if not exists account (
    number text primary key, name text not null, bank text not null default '',
    state text not null default 'open' check (state in ('open', 'closed', 'blocked')),
    own integer not null default 0, balance integer not null default 0 check (balance >= 0)
);
create table if not exists booking (
    id integer primary key autoincrement, account text not null references account (number),
    booked_at text not null, amount integer not null, balance integer not null,
    counterparty text not null default '', counterparty_account text not null default '',
    counterparty_bank text not null default '', remark text not null default '',
    end_to_end_id text not null default '', sub_account text not null default '',
    returned integer not null default 0, reason_code text not null default '', key text unique
);
create index if not exists booking_of_account on booking (account, booked_at);
create table if not exists message (
    message_id text primary key, sha256 text not null, debtor_account text not null, execute_on text not null,
    count integer not null, total integer not null, received_at text not null, finished integer not null default 0
);
create table if not exists payment (
    message_id text not null references message (message_id), seq integer not null, end_to_end_id text not null,
    payee_name text not null, payee_account text not null, bank_code text not null, bank_name text not null,
    purpose text not null, amount integer not null check (amount > 0),
    state text not null, reason_code text not null default '', settled_on text, settled_at text,
    return_code text not null default '', returned integer not null default 0,
    primary key (message_id, seq)
) without rowid;
create unique index if not exists payment_once on payment (end_to_end_id) where reason_code <> 'AM05';
create index if not exists payment_open on payment (message_id, seq) where state = 'accepted';
create index if not exists payment_to_return on payment (message_id, seq) where return_code <> '' and returned = 0;
create table if not exists callback (
    id integer primary key autoincrement, message_id text not null, kind text not null, sent integer not null default 0
);
"""
