import { expect, test } from 'vitest'
import { journey } from '../world/journey.ts'
test('x', async () => {
  const t = performance.now()
  const j = await journey({ filled: false })
  console.log('open', performance.now() - t)
  await j.world.agent.stop()
  console.log('agent stopped', performance.now() - t)
  await Promise.race([j.world.server.stop(), new Promise(r => setTimeout(r, 15000))])
  console.log('server stopped', performance.now() - t, j.world.server.process.exitCode, j.world.server.process.pid)
  await new Promise(r => setTimeout(r, 8000))
  await j.world.server.kill()
  await j.world.simulator.stop()
  await j.database.drop()
  console.log('closed', performance.now() - t)
}, 120000)
