import type { ColumnType } from "kysely";

/** Set by the database on insert. */
export type Defaulted<Type> = ColumnType<Type, Type | undefined, Type>;
