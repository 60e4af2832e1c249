import { ENGINES } from '../../test/support/engines.ts'
import { testTouched } from '../../test/support/touched.ts'

for (const engine of ENGINES) testTouched(engine, engine === 'clickhouse' ? 2 : 4)
