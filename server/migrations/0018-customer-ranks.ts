import { type Kysely, sql } from 'kysely'

/**
 * Gives the lifetimes the public ids of their customers, so that those with the most orders are read from one index: however
 * many have as many orders, the first by id are found at once. A trigger sees to it, whoever counts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table customer_lifetimes add column public_id text collate "C"
      constraint customer_lifetimes_public_id_fkey
        references customers (public_id) on update cascade on delete cascade;
    update customer_lifetimes as l set public_id = c.public_id from customers as c where c.id = l.customer_id;
    create index customer_lifetimes_rank on customer_lifetimes (orders desc, length(public_id), public_id);

    create function name_lifetimes() returns trigger language plpgsql as $$
      begin
        update customer_lifetimes as l set public_id = c.public_id
          from added as a join customers as c on c.id = a.customer_id where l.customer_id = a.customer_id;
        return null;
      end
    $$;
    create trigger customer_lifetimes_name after insert on customer_lifetimes
      referencing new table as added for each statement execute function name_lifetimes();

    comment on column customer_lifetimes.public_id is 'The public id of the customer: ranking needs no other table.';
    comment on index customer_lifetimes_rank is 'Ranks customers by orders; ties by id as a number.';
    comment on function name_lifetimes() is 'Writes the public ids of customers into their lifetimes.';
  `.execute(db)
}

/** Takes the public ids out of the lifetimes again. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop trigger customer_lifetimes_name on customer_lifetimes;
    drop function name_lifetimes();
    alter table customer_lifetimes drop column public_id;
  `.execute(db)
}
