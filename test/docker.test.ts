import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { yaml as parse } from './setup/yaml.ts'

const root = join(import.meta.dirname, '..')
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'))
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')

describe('docker-compose.yml', () => {
  it('has a hub, two workers and their services', () => {
    expect(Object.keys(compose.services)).toEqual(['hub', 'worker', 'postgres', 'redis', 'azurite'])
    expect(compose.services.hub.environment.LEADYARD_ROLE).toBe('ingest')
    expect(compose.services.worker.environment.LEADYARD_ROLE).toBe('worker')
    expect(compose.services.worker.deploy.replicas).toBe(2)
    expect(compose.services.postgres.image).toBe('postgres:18')
  })

  it('keeps every job in Redis', () => {
    expect(compose.services.redis.image).toBe('redis:7')
    expect(compose.services.redis.command).toContain('--maxmemory-policy noeviction')
    expect(compose.services.redis.command).toContain('--appendonly yes')
  })

  it.each(['hub', 'worker'])('gives the %s its config and waits for PostgreSQL and Redis', (name) => {
    const service = compose.services[name]
    expect(service.volumes).toContain('./config.yaml:/app/config.yaml:ro')
    expect(service.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    })
    expect(new URL(service.environment.DATABASE_URL.replace(/\$\{.*\}/, 'x')).hostname).toBe('postgres')
    expect(new URL(service.environment.REDIS_URL).hostname).toBe('redis')
  })

  it('takes Azurite from Microsoft’s image, in the tested version', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(compose.services.azurite.image).toBe(`mcr.microsoft.com/azure-storage/azurite:${devDependencies.azurite}`)
  })

  it('sends no telemetry from Azurite', () => {
    expect(compose.services.azurite.command.split(' ')).toContain('--disableTelemetry')
  })

  it.each(['postgres', 'redis', 'azurite'])('has a health check for %s and keeps its data', (name) => {
    const { healthcheck, volumes } = compose.services[name]
    expect(healthcheck.test[0]).toBe('CMD')
    expect(Object.keys(compose.volumes)).toContain(volumes[0].split(':')[0])
  })
})

describe('Dockerfile', () => {
  it('runs the program on Debian as an ordinary user and has a health check', () => {
    expect(dockerfile.match(/^FROM \S+/gm)).toEqual(Array(3).fill('FROM node:24-slim'))
    expect(dockerfile.match(/^USER .+/gm)?.at(-1)).toBe('USER node')
    const { start } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
    expect(dockerfile).toContain(`\nCMD ${JSON.stringify(start.split(' ')).replaceAll(',', ', ')}\n`)
    expect(dockerfile).toContain('http://127.0.0.1:8080/health/live')
  })

  it('builds the console where the build tools are, and the image has it', () => {
    const [, , build = '', image = ''] = dockerfile.split(/^FROM /m)
    expect(build).toMatch(/^node:24-slim AS console\n/)
    const { console: dev } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
    const config = dev.slice(dev.indexOf('--config '))
    expect(build).toContain(`RUN npx vite build ${config}`)
    // What the console takes from the hub's code besides types.
    expect(build).toContain('COPY src/client src/client')
    expect(image).toContain('COPY --from=console /app/console/dist console/dist')
    // The folder of the machine that builds the image must not cover it.
    expect(image.indexOf('COPY . .')).toBeLessThan(image.indexOf('COPY --from=console'))
    expect(readFileSync(join(root, '.dockerignore'), 'utf8')).toMatch(/^console\/dist$/m)
  })

  it('leaves out the files that only developers need', () => {
    expect(dockerfile).toMatch(/^RUN npm ci --omit=dev /m)
  })
})
