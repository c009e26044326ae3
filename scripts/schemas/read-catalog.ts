import { sql } from 'kysely'
import type { Database } from '../../server/platform/database/database.ts'
import { migratorTables } from '../../server/platform/database/migrator.ts'

/** What the database says about its own schema, without the migrator's tables and the jobs' partitions. The same on every server version. */
export interface Catalog {
  tables: Table[]
  columns: Column[]
  constraints: Constraint[]
  indexes: Index[]
  triggers: Trigger[]
  functions: StoredFunction[]
}

interface Table {
  name: string
  comment: string | null
}

export interface Column {
  table: string
  name: string
  /** The type as SQL writes it, and the plain name of the type alone. */
  type: string
  plain_type: string
  nullable: boolean
  collation: string | null
  /** Who fills it: the database always, the database unless told, or only the one who inserts. */
  filled: 'always' | 'by default' | 'by insert'
  expression: string | null
  comment: string | null
}

export interface Constraint {
  table: string
  name: string
  kind: 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclude'
  columns: string[]
  definition: string
  references: string | null
  comment: string | null
}

interface Index {
  table: string
  name: string
  unique: boolean
  definition: string
  comment: string | null
}

interface Trigger {
  table: string
  name: string
  definition: string
}

interface StoredFunction {
  name: string
  definition: string
  comment: string | null
}

/** Reads the whole schema in a fixed order, so that two equal schemas give equal answers. */
export async function readCatalog(db: Database): Promise<Catalog> {
  return {
    tables: await readTables(db),
    columns: await readColumns(db),
    constraints: await readConstraints(db),
    indexes: await readIndexes(db),
    triggers: await readTriggers(db),
    functions: await readFunctions(db),
  }
}

const ownTables = sql`
  select oid, relname as name from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
    and relname <> all (${Object.values(migratorTables)})`

async function readTables(db: Database): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select name::text, obj_description(oid, 'pg_class') as comment
    from (${ownTables}) as tables order by name`.execute(db)
  return rows
}

async function readColumns(db: Database): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select tables.name::text as table, attname::text as name,
      format_type(atttypid, atttypmod) as type, typname::text as plain_type, not attnotnull as nullable,
      case when attcollation <> typcollation then collname::text end as collation,
      case when attidentity = 'a' or attgenerated <> '' then 'always'
        when attidentity = 'd' or adbin is not null then 'by default' else 'by insert' end as filled,
      pg_get_expr(adbin, adrelid, true) as expression, col_description(tables.oid, attnum) as comment
    from (${ownTables}) as tables
      join pg_attribute on attrelid = tables.oid and attnum > 0 and not attisdropped
      join pg_type on pg_type.oid = atttypid
      left join pg_collation on pg_collation.oid = attcollation
      left join pg_attrdef on adrelid = tables.oid and adnum = attnum
    order by tables.name, attnum`.execute(db)
  return rows
}

/** Leaves out "not null", which only PostgreSQL 18 lists among the constraints and every column tells. */
async function readConstraints(db: Database): Promise<Constraint[]> {
  const { rows } = await sql<Constraint>`
    select tables.name::text as table, conname::text as name,
      case contype when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key'
        when 'c' then 'check' else 'exclude' end as kind,
      array(select attname::text from unnest(conkey) with ordinality as key (number, place)
        join pg_attribute on attrelid = tables.oid and attnum = key.number order by place) as columns,
      pg_get_constraintdef(pg_constraint.oid, true) as definition,
      (select relname::text from pg_class where pg_class.oid = confrelid) as references,
      obj_description(pg_constraint.oid, 'pg_constraint') as comment
    from (${ownTables}) as tables join pg_constraint on conrelid = tables.oid
    where contype in ('p', 'u', 'f', 'c', 'x') order by tables.name, conname`.execute(db)
  return rows
}

async function readIndexes(db: Database): Promise<Index[]> {
  const { rows } = await sql<Index>`
    select tables.name::text as table, relname::text as name, indisunique as unique,
      substring(pg_get_indexdef(indexrelid, 0, true) from ' USING (.*)$') as definition,
      obj_description(indexrelid, 'pg_class') as comment
    from (${ownTables}) as tables
      join pg_index on indrelid = tables.oid join pg_class on pg_class.oid = indexrelid
    order by tables.name, relname`.execute(db)
  return rows
}

async function readTriggers(db: Database): Promise<Trigger[]> {
  const { rows } = await sql<Trigger>`
    select tables.name::text as table, tgname::text as name, pg_get_triggerdef(pg_trigger.oid, true) as definition
    from (${ownTables}) as tables join pg_trigger on tgrelid = tables.oid and not tgisinternal
    order by tables.name, tgname`.execute(db)
  return rows
}

/** Leaves out those of extensions, which differ from one version to the next. */
async function readFunctions(db: Database): Promise<StoredFunction[]> {
  const { rows } = await sql<StoredFunction>`
    select format('%s(%s)', proname, pg_get_function_arguments(oid)) as name,
      pg_get_functiondef(oid) as definition, obj_description(oid, 'pg_proc') as comment
    from pg_proc where pronamespace = current_schema()::regnamespace and prokind <> 'a'
      and not exists (select from pg_depend
        where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e')
    order by 1`.execute(db)
  return rows
}
