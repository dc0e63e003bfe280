-- Writes one key; the most frequent change of all, so it takes the shortest way. transact.lua says what the values mean.
--
-- KEYS[1] is the key. ARGV: value, and if there is more to say: expected, mark, ttl.
-- Returns 0, or 1 if the expectation is not met.

local key, value, expected, mark, ttl = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if expected and expected ~= '' then
  local version = redis.pcall('HGET', key, 'version')
  if type(version) == 'string' and version ~= expected then
    return 1
  end
end

-- First what can fail, a version that is no number, so that nothing is half-written.
local counted = redis.pcall('HINCRBY', key, 'version', 1)
if type(counted) == 'table' then
  if not string.find(counted.err, 'WRONGTYPE', 1, true) then
    return counted
  end
  redis.call('DEL', key)
  redis.call('HINCRBY', key, 'version', 1)
end

if mark == '1' then
  redis.call('HSET', key, 'data', value, 'first-write', 0)
else
  redis.call('HSET', key, 'data', value)
end

if ttl == '0' then
  redis.call('PERSIST', key)
elseif ttl and ttl ~= '' then
  redis.call('EXPIRE', key, ttl)
end
return 0
