import type { Tree, TreeNode } from './node-tree.ts'

/** What the catalog of the database knows. */
export interface Catalog {
  /** `16997.2`: the column may not be null. */
  required: ReadonlySet<string>
  /** The names of built-in functions by their oid. */
  functions: ReadonlyMap<string, string>
}

/** Built-in functions that give null for null alone. Casts do as well, and need not be here. */
const strict = new Set(
  `abs array_cat array_remove array_replace btrim cardinality ceil ceiling char_length date date_part date_trunc encode
   extract floor hashtext hashtextextended left length lower ltrim make_interval pg_database_size regexp_replace repeat
   replace reverse right round row_to_json rtrim sha256 split_part string_to_array substr timezone to_char to_json
   to_jsonb to_timestamp translate trunc upper`.split(/\s+/),
)
/** Built-in functions that never give null. */
const constant = new Set(
  `array_append array_prepend clock_timestamp concat concat_ws current_database gen_random_uuid json_build_array
   json_build_object jsonb_build_array jsonb_build_object now pg_current_xact_id statement_timestamp txid_current`.split(
    /\s+/,
  ),
)
/** Aggregates and window functions that always give a value. */
const counting = new Set(['count', 'row_number', 'rank', 'dense_rank', 'ntile'])
/** Aggregates that give null for a single row. */
const needsTwo = /^(stddev|var|covar|corr|regr)/
/** Operators that may find nothing: the members of a JSON document. */
const finding = /^jsonb?_(object_field|array_element|extract_path)/

/**
 * Whether an expression of a query may be null, as far as PostgreSQL's own analysis shows: a column that
 * is not null in its table, and that no outer join fills up with nulls; a count; a coalesce with
 * something that is there. What is not understood may be null.
 */
export function mayBeNull(expression: Tree, queries: readonly TreeNode[], catalog: Catalog): boolean {
  const any = (list: Tree) => nodes(list).some((node) => mayBeNull(node, queries, catalog))
  if (!isNode(expression)) return true
  const node = expression
  switch (node.is) {
    case 'VAR':
      return columnMayBeNull(node, queries, catalog)
    case 'CONST':
      return node.constisnull === 'true'
    case 'NULLTEST':
    case 'BOOLEANTEST':
    case 'DISTINCTEXPR':
    case 'ARRAYEXPR':
    case 'ROWEXPR':
    case 'SQLVALUEFUNCTION':
    case 'GROUPINGFUNC':
      return false
    case 'RELABELTYPE':
    case 'COERCEVIAIO':
    case 'ARRAYCOERCEEXPR':
    case 'COLLATEEXPR':
      return mayBeNull(node.arg ?? null, queries, catalog)
    case 'BOOLEXPR':
    case 'SCALARARRAYOPEXPR':
      return any(node.args ?? null)
    case 'COALESCEEXPR':
    case 'MINMAXEXPR':
      return nodes(node.args ?? null).every((node) => mayBeNull(node, queries, catalog))
    case 'CASEEXPR':
      return [...nodes(node.args ?? null).map((when) => when.result ?? null), node.defresult ?? null].some(
        (one) => mayBeNull(one, queries, catalog),
      )
    case 'OPEXPR':
      return finding.test(nameOf(node.opfuncid, catalog)) || any(node.args ?? null)
    case 'FUNCEXPR': {
      const name = nameOf(node.funcid, catalog)
      const isCast = node.funcformat !== '0'
      return !constant.has(name) && (!(isCast || strict.has(name)) || any(node.args ?? null))
    }
    case 'WINDOWFUNC':
      return !counting.has(nameOf(node.winfnoid, catalog))
    case 'AGGREF':
      return aggregateMayBeNull(node, queries, catalog)
    case 'SUBLINK':
      return sublinkMayBeNull(node, queries, catalog)
    default:
      return true
  }
}

/** The expressions of a query's result, in their order. */
export function resultOf(query: TreeNode): TreeNode[] {
  const list = query.commandType === '1' ? query.targetList : query.returningList
  return nodes(list ?? null).filter((entry) => entry.resjunk !== 'true')
}

function columnMayBeNull(node: TreeNode, queries: readonly TreeNode[], catalog: Catalog): boolean {
  const depth = Number(node.varlevelsup)
  const query = queries.at(-1 - depth)
  const outer = queries.slice(0, queries.length - depth)
  const table = query && nodes(query.rtable ?? null)[Number(node.varno) - 1]
  if (!query || !table) return true
  const column = Number(node.varattno)
  if (provenBy(query).has(`${node.varno}.${column}`)) return false
  // `(b 3)`: the outer joins that may have put a null here; 1 is the row before an update.
  if ((Array.isArray(node.varnullingrels) && node.varnullingrels.length > 1) || node.varreturningtype === '1')
    return true
  switch (table.rtekind) {
    case '0':
      return !catalog.required.has(`${table.relid}.${column}`)
    case '1':
      return isNode(table.subquery ?? null)
        ? resultMayBeNull(table.subquery as TreeNode, column, outer, catalog)
        : true
    case '2':
      return mayBeNull(nodes(table.joinaliasvars ?? null)[column - 1] ?? null, outer, catalog)
    case '6': {
      const holder = outer.at(-1 - Number(table.ctelevelsup))
      const cte = nodes(holder?.cteList ?? null).find((node) => node.ctename === table.ctename)
      if (!cte || table.self_reference === 'true' || !isNode(cte.ctequery ?? null)) return true
      return resultMayBeNull(
        cte.ctequery as TreeNode,
        column,
        outer.slice(0, outer.length - Number(table.ctelevelsup)),
        catalog,
      )
    }
    case '9':
      return mayBeNull(nodes(table.groupexprs ?? null)[column - 1] ?? null, outer, catalog)
    default:
      return true
  }
}

/** The columns that are not null in any row that a select finds, since its condition would not hold for null. */
function provenBy({ commandType, jointree }: TreeNode): Set<string> {
  const proven = new Set<string>()
  const visit = (tree: Tree): void => {
    if (!isNode(tree)) return
    const args = nodes(tree.args ?? null)
    if (tree.is === 'BOOLEXPR' && tree.boolop === 'and') for (const part of args) visit(part)
    const isNotNull = tree.is === 'NULLTEST' && tree.nulltesttype === '1'
    // All of PostgreSQL's operators that compare give null for null; of `<> all ('{}')` that is not true.
    const isComparison = tree.is === 'OPEXPR' || (tree.is === 'SCALARARRAYOPEXPR' && tree.useOr === 'true')
    for (const side of isNotNull ? [tree.arg ?? null] : isComparison ? args : []) {
      const column = isNode(side) && side.is === 'RELABELTYPE' ? (side.arg ?? null) : side
      if (isNode(column) && column.is === 'VAR' && column.varlevelsup === '0')
        proven.add(`${column.varno}.${column.varattno}`)
    }
  }
  // What an update returns is the row after it.
  if (commandType === '1' && isNode(jointree ?? null)) visit((jointree as TreeNode).quals ?? null)
  return proven
}

/** Whether a column of a query's result may be null; of a union, whether one of its parts' may be. */
export function resultMayBeNull(
  query: TreeNode,
  column: number,
  outer: readonly TreeNode[],
  catalog: Catalog,
): boolean {
  const queries = [...outer, query]
  if (query.setOperations)
    return nodes(query.rtable ?? null).some(
      (table) =>
        !isNode(table.subquery ?? null) ||
        resultMayBeNull(table.subquery as TreeNode, column, queries, catalog),
    )
  return mayBeNull(resultOf(query)[column - 1]?.expr ?? null, queries, catalog)
}

// Without a group, or with a filter, there may be no row to aggregate.
function aggregateMayBeNull(node: TreeNode, queries: readonly TreeNode[], catalog: Catalog): boolean {
  const name = nameOf(node.aggfnoid, catalog)
  if (counting.has(name)) return false
  if (needsTwo.test(name)) return true
  const query = queries.at(-1 - Number(node.agglevelsup))
  if (!query?.groupClause || query.groupingSets || node.aggfilter) return true
  return nodes(node.args ?? null).some((node) => mayBeNull(node.expr ?? null, queries, catalog))
}

function sublinkMayBeNull(node: TreeNode, queries: readonly TreeNode[], catalog: Catalog): boolean {
  const query = node.subselect
  if (node.subLinkType === '0' || node.subLinkType === '6') return false // exists, array
  if (node.subLinkType !== '4' || !isNode(query ?? null)) return true
  const inner = query as TreeNode
  // An aggregate without a group gives one row, and no other subquery is sure to give any.
  const isOneRow = inner.hasAggs === 'true' && !inner.groupClause && !inner.havingQual && !inner.limitCount
  return !isOneRow || resultMayBeNull(inner, 1, queries, catalog)
}

const nameOf = (oid: Tree | undefined, catalog: Catalog) => catalog.functions.get(String(oid)) ?? ''
const isNode = (tree: Tree): tree is TreeNode =>
  tree !== null && typeof tree === 'object' && !Array.isArray(tree)
const nodes = (tree: Tree): TreeNode[] => (Array.isArray(tree) ? tree.filter(isNode) : [])
