-- Writes and deletes keys: all of them or none. First every condition is checked, then everything is done.
--
-- KEYS[i] is the key of operation i; a key may come several times. ARGV has five values for each operation:
--   verb      set or del; jset or jdel for keys kept as JSON documents
--   expected  the version the key must have if it exists; empty for any, 0 for none
--   value     what to write
--   mark      1 to leave the field first-write, as Dapr does for first-write saves
--   ttl       seconds to live, 0 to live on without end, empty to leave it as it is
--
-- Returns 0, or the number of the first operation whose expectation is not met.
--
-- A key of another type has no version and gives way, as in Dapr.

local ARGUMENTS = 5

local function is_json(verb)
  return verb == 'jset' or verb == 'jdel'
end

local function read_version(key, json)
  local version
  if json then
    version = redis.pcall('JSON.GET', key, '.version')
  else
    version = redis.pcall('HGET', key, 'version')
  end
  if type(version) ~= 'table' then
    return version ~= '' and version
  end
  if not json and not string.find(version.err, 'WRONGTYPE', 1, true) then
    return version
  end
  return false, true
end

local versions, foreign = {}, {}
for i, key in ipairs(KEYS) do
  local at = (i - 1) * ARGUMENTS
  local verb, expected = ARGV[at + 1], ARGV[at + 2]
  local version = versions[key]
  if version == nil then
    version, foreign[key] = read_version(key, is_json(verb))
    if type(version) == 'table' then
      return version
    end
    if version and not (string.find(version, '^%d+$') and #version < 16) then
      return redis.error_reply('ERR the version of ' .. key .. ' is not a number that can be counted up')
    end
  end
  if version and expected ~= '' and expected ~= version then
    return i
  end
  if verb == 'set' or verb == 'jset' then
    versions[key] = string.format('%.0f', (version or 0) + 1)
  else
    versions[key] = false
  end
end

for i, key in ipairs(KEYS) do
  local at = (i - 1) * ARGUMENTS
  local verb, value, mark, ttl = ARGV[at + 1], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5]
  if verb == 'del' or verb == 'jdel' then
    redis.call('DEL', key)
  else
    if foreign[key] then
      redis.call('DEL', key)
    end
    if verb == 'jset' then
      local version = redis.pcall('JSON.GET', key, '.version')
      redis.call('JSON.SET', key, '$', value)
      redis.call('JSON.SET', key, '.version', type(version) == 'string' and version + 1 or 1)
      if mark == '1' then
        redis.call('JSON.SET', key, '.first-write', 0)
      end
    else
      if mark == '1' then
        redis.call('HSET', key, 'data', value, 'first-write', 0)
      else
        redis.call('HSET', key, 'data', value)
      end
      redis.call('HINCRBY', key, 'version', 1)
    end
    if ttl == '0' then
      redis.call('PERSIST', key)
    elseif ttl ~= '' then
      redis.call('EXPIRE', key, ttl)
    end
  end
  foreign[key] = nil
end
return 0
