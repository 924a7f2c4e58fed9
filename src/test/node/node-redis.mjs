// node-redis as users have it, unchanged: node node-redis.mjs HOST PORT PASSWORD RESP
import assert from 'node:assert/strict';
import {BasicClientSideCache, createClient, createClientPool, defineScript, WatchError} from 'redis';
import {check, host, openDoor, password, port, run, until} from './checks.mjs';

const RESP = Number(process.argv[5]);
const plus = defineScript({
    SCRIPT: 'return redis.call("INCRBY", KEYS[1], ARGV[1])',
    NUMBER_OF_KEYS: 1,
    parseCommand(parser, key, amount) {
        parser.pushKey(key);
        parser.push(amount.toString());
    },
    transformReply: undefined,
});
const options = {
    RESP,
    password,
    name: 'node-redis-it',
    socket: {host, port, reconnectStrategy: 20},
    scripts: {plus},
};

// Ends every client that a check has opened, however it ends.
function checkWith(name, body) {
    check(name, async () => {
        const open = [];
        const connect = async more => {
            const client = createClient({...options, ...more});
            client.on('error', () => {});
            open.push(client);
            return await client.connect();
        };
        const redis = await connect();
        try {
            await redis.flushAll();
            await body(redis, connect);
        } finally {
            open.filter(client => client.isOpen).forEach(client => client.destroy());
        }
    });
}

async function blocked(redis, count) {
    await until(`${count} blocked`, async () =>
        (await redis.info('clients')).includes(`blocked_clients:${count}\r`));
}

checkWith('plain commands, names, and a database by option', async (redis, connect) => {
    const third = await connect({database: 3});
    await redis.set('k', 'zero');
    await third.set('k', 'three');
    assert.equal(await redis.get('k'), 'zero');
    assert.equal(await third.get('k'), 'three');
    assert.equal(await redis.clientGetName(), 'node-redis-it');
    await redis.select(3);
    assert.equal(await redis.get('k'), 'three');
    await assert.rejects(redis.incr('k'), /not an integer/);
    const large = 'x'.repeat(3 << 20);
    await redis.set('large', large);
    assert.equal(await redis.get('large'), large);
});

checkWith('replies of every shape', async redis => {
    await redis.hSet('h', {f: '1', g: '2'});
    assert.deepEqual({...await redis.hGetAll('h')}, {f: '1', g: '2'});
    await redis.zAdd('z', [{value: 'a', score: 1.5}, {value: 'b', score: Infinity}]);
    assert.equal(await redis.zScore('z', 'a'), 1.5);
    assert.deepEqual(
        await redis.zRangeWithScores('z', 0, -1),
        [{value: 'a', score: 1.5}, {value: 'b', score: Infinity}]);
    await redis.sAdd('s', ['x', 'y']);
    assert.deepEqual([...await redis.sMembers('s')].sort(), ['x', 'y']);
    assert.equal(await redis.sIsMember('s', 'x'), 1);
    assert.equal(await redis.get('none'), null);
    assert.equal((await redis.hello(RESP)).proto, RESP);
    const raw = await redis.sendCommand(['HGETALL', 'h']);
    assert.equal(Array.isArray(raw), RESP === 2);
});

checkWith('what is sent in one turn is answered in order', async (redis, connect) => {
    const clients = await Promise.all(Array.from({length: 20}, () => connect()));
    await Promise.all(clients.map(async (client, number) => {
        const counts = await Promise.all(
            Array.from({length: 500}, () => client.incr(`n${number}`)));
        assert.deepEqual(counts, Array.from({length: 500}, (_, i) => i + 1));
    }));
});

checkWith('MULTI with EXEC, as a pipeline, and refused', async redis => {
    assert.deepEqual(await redis.multi().set('k', '1').incr('k').get('k').exec(), ['OK', 2, '2']);
    assert.deepEqual(await redis.multi().incr('k').get('k').execAsPipeline(), [3, '3']);
    await assert.rejects(redis.multi().addCommand(['SET', 'k']).exec());
    assert.equal(await redis.get('k'), '3');
});

checkWith('WATCH sees what another writes', async (redis, connect) => {
    const other = await connect();
    await redis.watch('k');
    assert.deepEqual(await redis.multi().set('k', 'mine').exec(), ['OK']);
    await redis.watch('k');
    await other.set('k', 'theirs');
    await assert.rejects(redis.multi().set('k', 'mine').exec(), WatchError);
    assert.equal(await redis.get('k'), 'theirs');
    await redis.watch('k');
    await redis.unwatch();
    await other.set('k', 'again');
    assert.deepEqual(await redis.multi().set('k', 'mine').exec(), ['OK']);
});

checkWith('a pool lends connections for WATCH and blocking', async () => {
    const pool = createClientPool(options, {minimum: 2, maximum: 10});
    pool.on('error', () => {});
    await pool.connect();
    try {
        await Promise.all(Array.from({length: 30}, () => pool.execute(async client => {
            for (;;) {
                await client.watch('n');
                const next = Number(await client.get('n') ?? 0) + 1;
                try {
                    await client.multi().set('n', String(next)).exec();
                    return;
                } catch (error) {
                    assert.ok(error instanceof WatchError, error);
                }
            }
        })));
        assert.equal(await pool.get('n'), '30');
        const popped = Promise.all(Array.from({length: 5}, () => pool.blPop('l', 20)));
        await blocked(pool, 5);
        await pool.rPush('l', ['a', 'b', 'c', 'd', 'e']);
        assert.deepEqual((await popped).map(each => each.element).sort(), ['a', 'b', 'c', 'd', 'e']);
    } finally {
        pool.destroy();
    }
});

checkWith('blocking pops wait, are fed and time out', async (redis, connect) => {
    const blocking = await connect();
    const popped = blocking.blPop('l', 20);
    const behind = blocking.get('none');
    await blocked(redis, 1);
    await redis.rPush('l', 'e');
    assert.deepEqual({...await popped}, {key: 'l', element: 'e'});
    assert.equal(await behind, null);
    assert.equal(await blocking.blPop('l', 0.05), null);
    assert.equal(await blocking.bzPopMin('z', 0.05), null);
    await redis.zAdd('z', {value: 'm', score: 2});
    assert.deepEqual({...await blocking.bzPopMin('z', 20)}, {key: 'z', value: 'm', score: 2});
});

checkWith('Pub/Sub with channels, patterns and shard channels', async (redis, connect) => {
    const listening = await connect();
    const heard = [];
    await listening.subscribe(['c', 'd'], (message, channel) => heard.push(`${channel}/${message}`));
    await listening.pSubscribe('p*', (message, channel) => heard.push(`p*/${channel}/${message}`));
    await listening.sSubscribe('shard', message => heard.push(`shard/${message}`));
    for (let i = 0; i < 100; i++) {
        assert.equal(await redis.publish('c', `m${i}`), 1);
    }
    await redis.publish('px', 'y');
    await redis.sPublish('shard', 'z');
    await until('all messages', () => heard.length === 102);
    assert.deepEqual(heard.slice(0, 100), Array.from({length: 100}, (_, i) => `c/m${i}`));
    assert.deepEqual(heard.slice(100), ['p*/px/y', 'shard/z']);
    if (RESP === 3) {
        await listening.set('k', 'v');
        assert.equal(await listening.publish('c', 'own'), 1);
        assert.equal(await listening.get('k'), 'v');
        await until('its own message', () => heard.at(-1) === 'c/own');
    }
    await listening.unsubscribe(['c', 'd']);
    await listening.pUnsubscribe('p*');
    await listening.sUnsubscribe('shard');
    assert.equal(await redis.publish('c', 'nobody'), 0);
    // In RESP2 it gives bytes to who was subscribed, also when Redis itself answers.
    assert.equal(String(await listening.ping()), 'PONG');
});

checkWith('scripts by their digest, also behind SCRIPT FLUSH, and functions', async redis => {
    assert.equal(await redis.plus('n', 2), 2);
    await redis.scriptFlush();
    assert.equal(await redis.plus('n', 3), 5);
    assert.deepEqual(await redis.multi().plus('n', 1).plus('n', 1).exec(), [6, 7]);
    await redis.functionLoad(
        '#!lua name=l\nredis.register_function("answer", function(keys, args) return args[1] end)',
        {REPLACE: true});
    assert.equal(await redis.fCall('answer', {keys: [], arguments: ['42']}), '42');
});

checkWith('streams with a group that blocks', async (redis, connect) => {
    const reading = await connect();
    await redis.xGroupCreate('s', 'g', '$', {MKSTREAM: true});
    const read = reading.xReadGroup('g', 'me', {key: 's', id: '>'}, {COUNT: 10, BLOCK: 20_000});
    await blocked(redis, 1);
    const id = await redis.xAdd('s', '*', {f: 'v'});
    const [stream] = RESP === 2 ? await read : Object.entries(await read);
    const messages = RESP === 2 ? stream.messages : stream[1];
    assert.ok(JSON.stringify(messages).includes(id), JSON.stringify(messages));
    assert.ok(JSON.stringify(messages).includes('"v"'), JSON.stringify(messages));
    assert.equal(await reading.xAck('s', 'g', id), 1);
    assert.equal(
        await reading.xReadGroup('g', 'me', {key: 's', id: '>'}, {BLOCK: 20}), null);
});

checkWith('SCAN as an iterator', async redis => {
    const keys = Array.from({length: 1000}, (_, i) => `key:${i}`);
    await redis.mSet(keys.map(key => [key, 'v']));
    const found = new Set();
    for await (const page of redis.scanIterator({MATCH: 'key:*', COUNT: 50})) {
        page.forEach(key => found.add(key));
    }
    assert.equal(found.size, 1000);
});

checkWith('MONITOR sees what others do', async (redis, connect) => {
    const monitor = await connect();
    const seen = [];
    await monitor.monitor(line => seen.push(String(line)));
    await redis.set('watched', '1');
    await until('the command', () => seen.some(line => line.includes('"watched" "1"')));
});

if (RESP === 3) {
    checkWith('values kept at the client are forgotten when another writes', async (redis, connect) => {
        const cache = new BasicClientSideCache({ttl: 0, maxEntries: 0});
        const caching = await connect({clientSideCache: cache});
        await redis.set('k', '1');
        assert.equal(await caching.get('k'), '1');
        assert.equal(await caching.get('k'), '1');
        assert.equal(cache.stats().hitCount, 1);
        for (let i = 2; i < 50; i++) {
            await redis.set('k', String(i));
            await until('the new value', async () => await caching.get('k') === String(i));
        }
        await redis.flushAll();
        await until('no value', async () => await caching.get('k') === null);
    });
}

checkWith('a connection that ends is opened anew with database and subscriptions', async (redis, connect) => {
    const door = await openDoor();
    try {
        const socket = {host: '127.0.0.1', port: door.port, reconnectStrategy: 20};
        const working = await connect({socket, database: 5});
        const listening = await connect({socket});
        const heard = [];
        await working.set('k', 'five');
        await listening.subscribe('c', message => heard.push(message));
        door.cut();
        await until('the value', async () => {
            try {
                return await working.get('k') === 'five';
            } catch {
                // What was on its way when the connection ended is not sent again.
                return false;
            }
        });
        await until('the subscription', async () => await redis.publish('c', 'again') === 1);
        await until('the message', () => heard.length === 1);
    } finally {
        door.close();
    }
});

await run();
