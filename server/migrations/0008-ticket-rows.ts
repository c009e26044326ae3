import { type Kysely, sql } from 'kysely'

/** The checked rows of ticket files with their verdicts, and what each customer bought, counted as it comes in. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTicketOrders(db)
  await createTicketBarcodes(db)
  await createTicketRejects(db)
  await createCustomerTickets(db)
}

/** Takes the rows and the counts away. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table customer_tickets;
    drop table ticket_rejects;
    drop table ticket_barcodes;
    drop table ticket_orders;
  `.execute(db)
}

async function createTicketOrders(db: Kysely<unknown>): Promise<void> {
  // Each job has partitions of its own: its rows are copied in without an index, and go by dropping tables.
  await sql`
    create table ticket_orders (
      job_id bigint not null,
      row_number bigint not null,
      line bigint not null,
      order_id text collate "C" not null,
      customer_id text collate "C" not null,
      raw text
    ) partition by list (job_id);

    comment on table ticket_orders is
      'The rows of orders files that are right by themselves; one partition for each job.';
    comment on column ticket_orders.job_id is 'The job whose file the row stands in.';
    comment on column ticket_orders.row_number is
      'Counts the records of the file from 1 after the header; mended rows have numbers behind all of them.';
    comment on column ticket_orders.line is 'The physical line where the record begins, from 1.';
    comment on column ticket_orders.order_id is 'The order, as a whole number without leading zeros.';
    comment on column ticket_orders.customer_id is 'The customer, likewise.';
    comment on column ticket_orders.raw is
      'The text of the row as it stands in the file; null where it is just order_id,customer_id.';
  `.execute(db)
}

async function createTicketBarcodes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ticket_barcodes (
      job_id bigint not null,
      row_number bigint not null,
      line bigint not null,
      barcode text collate "C" not null,
      order_id text collate "C",
      raw text
    ) partition by list (job_id);

    comment on table ticket_barcodes is
      'The rows of barcodes files that are right by themselves; one partition for each job.';
    comment on column ticket_barcodes.job_id is 'The job whose file the row stands in.';
    comment on column ticket_barcodes.row_number is
      'Counts the records of the file from 1 after the header; mended rows have numbers behind all of them.';
    comment on column ticket_barcodes.line is 'The physical line where the record begins, from 1.';
    comment on column ticket_barcodes.barcode is 'The barcode.';
    comment on column ticket_barcodes.order_id is 'The order it was sold with; null when it was not sold.';
    comment on column ticket_barcodes.raw is
      'The text of the row as it stands in the file; null where it is just barcode,order_id.';
  `.execute(db)
}

async function createTicketRejects(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ticket_rejects (
      job_id bigint not null,
      part integer not null,
      row_number bigint not null,
      line bigint not null,
      found_by text collate "C" not null
        constraint ticket_rejects_found_by_known check (found_by in ('row', 'file', 'store')),
      errors jsonb not null,
      raw text not null,
      constraint ticket_rejects_pkey primary key (job_id, part, row_number)
    ) partition by list (job_id);

    comment on table ticket_rejects is 'The refused rows of ticket files; one partition for each job.';
    comment on column ticket_rejects.job_id is 'The job whose file the row stands in.';
    comment on column ticket_rejects.part is 'Which file: 0 the orders, 1 the barcodes.';
    comment on column ticket_rejects.row_number is 'Counts the records of the file from 1 after the header.';
    comment on column ticket_rejects.line is 'The physical line it is reported at, from 1.';
    comment on column ticket_rejects.found_by is
      'What refused it: the check of the row itself, the rules between the rows of the files, or what is stored.';
    comment on column ticket_rejects.errors is 'Every reason: its code, column and value, and the line it collides with.';
    comment on column ticket_rejects.raw is 'The text of the row as it stands in the file.';
  `.execute(db)
}

async function createCustomerTickets(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table customer_tickets (
      customer_id text collate "C"
        constraint customer_tickets_pkey primary key
        constraint customer_tickets_customer_id_fkey
          references customers (public_id) on update cascade on delete cascade,
      tickets bigint not null,
      orders bigint not null
    );
    create index customer_tickets_tickets on customer_tickets (tickets desc, length(customer_id), customer_id);
    create index customer_tickets_orders on customer_tickets (orders desc, length(customer_id), customer_id);
    insert into customer_tickets (customer_id, tickets, orders)
      select c.public_id, count(*), count(distinct o.id)
      from barcodes b join orders o on o.id = b.order_id join customers c on c.id = o.customer_id
      group by c.public_id;

    comment on table customer_tickets is
      'What each customer bought, counted in the transactions that store it; nobody without tickets.';
    comment on column customer_tickets.customer_id is 'The public id of the customer: ranking needs no other table.';
    comment on column customer_tickets.tickets is 'How many barcodes belong to their orders.';
    comment on column customer_tickets.orders is 'How many of their orders have barcodes.';
    comment on index customer_tickets_tickets is 'Ranks customers by tickets; ties by id as a number.';
    comment on index customer_tickets_orders is 'Ranks customers by orders; ties by id as a number.';
  `.execute(db)
}
