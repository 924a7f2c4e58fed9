// ioredis as users have it, unchanged.
import assert from 'node:assert/strict';
import {Redis} from 'ioredis';
import {check, host, openDoor, password, port, run, until, within} from './checks.mjs';

const options = {host, port, password, connectionName: 'ioredis-it', retryStrategy: () => 20};

// Ends every client that a check has opened, however it ends.
function checkWith(name, body) {
    check(name, async () => {
        const open = [];
        const connect = more => {
            const client = new Redis({...options, ...more});
            client.on('error', () => {});
            open.push(client);
            return client;
        };
        const redis = connect();
        try {
            await redis.flushall();
            await body(redis, connect);
        } finally {
            open.forEach(client => client.disconnect());
        }
    });
}

async function blocked(redis, count) {
    await until(`${count} blocked`, async () =>
        (await redis.info('clients')).includes(`blocked_clients:${count}\r`));
}

checkWith('plain commands, names, and a database by option', async (redis, connect) => {
    const third = connect({db: 3});
    assert.equal(await redis.set('k', 'zero'), 'OK');
    assert.equal(await third.set('k', 'three'), 'OK');
    assert.equal(await redis.get('k'), 'zero');
    assert.equal(await third.get('k'), 'three');
    assert.equal(await redis.client('GETNAME'), 'ioredis-it');
    await redis.select(3);
    assert.equal(await redis.get('k'), 'three');
    await redis.hset('h', {f: '1', g: '2'});
    assert.deepEqual(await redis.hgetall('h'), {f: '1', g: '2'});
    await assert.rejects(redis.incr('k'), /not an integer/);
    const large = Buffer.alloc(3 << 20, 'x');
    await redis.set('large', large);
    assert.ok(large.equals(await redis.getBuffer('large')));
});

checkWith('a pipeline with an error in the middle', async redis => {
    const results = await redis.pipeline().set('k', 'v').incr('k').get('k').exec();
    assert.equal(results[0][1], 'OK');
    assert.match(results[1][0].message, /not an integer/);
    assert.equal(results[2][1], 'v');
});

checkWith('automatic pipelines of many callers stay in order', async (redis, connect) => {
    const clients = Array.from({length: 20}, () => connect({enableAutoPipelining: true}));
    await Promise.all(clients.map(async (client, number) => {
        const counts = await Promise.all(
            Array.from({length: 500}, () => client.incr(`n${number}`)));
        assert.deepEqual(counts, Array.from({length: 500}, (_, i) => i + 1));
    }));
});

checkWith('MULTI in one piece, step by step, and given up', async redis => {
    assert.deepEqual(
        await redis.multi().set('k', '1').incr('k').get('k').exec(),
        [[null, 'OK'], [null, 2], [null, '2']]);
    await redis.multi({pipeline: false});
    assert.equal(await redis.incr('k'), 'QUEUED');
    assert.equal(await redis.get('k'), 'QUEUED');
    assert.deepEqual(await redis.exec(), [[null, 3], [null, '3']]);
    await redis.multi({pipeline: false});
    assert.equal(await redis.set('k', 'never'), 'QUEUED');
    assert.equal(await redis.discard(), 'OK');
    assert.equal(await redis.get('k'), '3');
    await assert.rejects(redis.multi().set('k').exec(), /EXECABORT/);
    assert.equal(await redis.get('k'), '3');
});

checkWith('WATCH sees what another writes', async (redis, connect) => {
    const other = connect();
    await redis.watch('k');
    assert.deepEqual(await redis.multi().set('k', 'mine').exec(), [[null, 'OK']]);
    await redis.watch('k');
    await other.set('k', 'theirs');
    assert.equal(await redis.multi().set('k', 'mine').exec(), null);
    assert.equal(await redis.get('k'), 'theirs');
});

checkWith('blocking pops wait, are fed and time out', async (redis, connect) => {
    const blocking = connect();
    const popped = blocking.blpop('l', 20);
    const behind = blocking.get('none');
    await blocked(redis, 1);
    await redis.rpush('l', 'e');
    assert.deepEqual(await popped, ['l', 'e']);
    assert.equal(await behind, null);
    assert.equal(await blocking.blpop('l', 0.05), null);
    await redis.rpush('from', 'x');
    assert.equal(await blocking.blmove('from', 'to', 'LEFT', 'RIGHT', 1), 'x');
    assert.deepEqual(await redis.lrange('to', 0, -1), ['x']);
});

checkWith('Pub/Sub with channels and patterns', async (redis, connect) => {
    const listening = connect();
    const heard = [];
    listening.on('message', (channel, message) => heard.push(`${channel}/${message}`));
    listening.on('pmessage', (pattern, channel, message) =>
        heard.push(`${pattern}/${channel}/${message}`));
    assert.equal(await listening.subscribe('c', 'd'), 2);
    assert.equal(await listening.psubscribe('p*'), 3);
    for (let i = 0; i < 100; i++) {
        assert.equal(await redis.publish('c', `m${i}`), 1);
    }
    await redis.publish('px', 'y');
    await until('all messages', () => heard.length === 101);
    assert.deepEqual(heard.slice(0, 100), Array.from({length: 100}, (_, i) => `c/m${i}`));
    assert.equal(heard[100], 'p*/px/y');
    await listening.unsubscribe('c', 'd');
    assert.equal(await listening.punsubscribe('p*'), 0);
    assert.equal(await redis.publish('c', 'nobody'), 0);
    assert.equal(await listening.set('k', 'v'), 'OK');
});

checkWith('scripts by their digest, also behind SCRIPT FLUSH and in pipelines', async redis => {
    redis.defineCommand('plus', {numberOfKeys: 1, lua: 'return redis.call("INCRBY", KEYS[1], ARGV[1])'});
    assert.equal(await redis.plus('n', 2), 2);
    await redis.script('FLUSH');
    assert.equal(await redis.plus('n', 3), 5);
    await redis.script('FLUSH');
    assert.deepEqual(await redis.pipeline().plus('n', 1).plus('n', 1).exec(), [[null, 6], [null, 7]]);
    assert.deepEqual(await redis.multi().plus('n', 1).exec(), [[null, 8]]);
});

checkWith('streams with a group that blocks', async (redis, connect) => {
    const reading = connect();
    await redis.xgroup('CREATE', 's', 'g', '$', 'MKSTREAM');
    const read = reading.xreadgroup(
        'GROUP', 'g', 'me', 'COUNT', 10, 'BLOCK', 20_000, 'STREAMS', 's', '>');
    await blocked(redis, 1);
    const id = await redis.xadd('s', '*', 'f', 'v');
    assert.deepEqual(await read, [['s', [[id, ['f', 'v']]]]]);
    assert.equal(await reading.xack('s', 'g', id), 1);
    assert.equal(await reading.xreadgroup(
        'GROUP', 'g', 'me', 'BLOCK', 20, 'STREAMS', 's', '>'), null);
    const next = reading.xread('BLOCK', 20_000, 'STREAMS', 's', '$');
    await blocked(redis, 1);
    const later = await redis.xadd('s', '*', 'f', 'w');
    assert.deepEqual(await next, [['s', [[later, ['f', 'w']]]]]);
});

checkWith('SCAN as a stream', async redis => {
    const keys = Array.from({length: 1000}, (_, i) => `key:${i}`);
    await redis.mset(keys.flatMap(key => [key, 'v']));
    const found = new Set();
    for await (const page of redis.scanStream({match: 'key:*', count: 50})) {
        page.forEach(key => found.add(key));
    }
    assert.equal(found.size, 1000);
    await redis.zadd('z', ...keys.flatMap((key, i) => [i, key]));
    let members = 0;
    for await (const page of redis.zscanStream('z')) {
        members += page.length / 2;
    }
    assert.equal(members, 1000);
});

checkWith('MONITOR sees what others do', async (redis, connect) => {
    const monitor = await connect().monitor();
    try {
        const seen = [];
        monitor.on('monitor', (time, args) => seen.push(args.join(' ')));
        await redis.set('watched', '1');
        await until('the command', () => seen.some(line => /^set watched 1$/i.test(line)));
    } finally {
        monitor.disconnect();
    }
});

checkWith('a connection that ends is opened anew with database and subscriptions', async (redis, connect) => {
    const door = await openDoor();
    try {
        const through = {host: '127.0.0.1', port: door.port};
        const working = connect({...through, db: 5});
        const listening = connect(through);
        const heard = [];
        listening.on('message', (_, message) => heard.push(message));
        await working.set('k', 'five');
        await listening.subscribe('c');
        door.cut();
        // What is sent before it has noticed is sent again.
        assert.equal(await working.get('k'), 'five');
        await until('the subscription', async () => await redis.publish('c', 'again') === 1);
        await until('the message', () => heard.length === 1);
    } finally {
        door.close();
    }
});

checkWith('QUIT answers what came before', async (redis, connect) => {
    const leaving = connect();
    const last = leaving.incr('n');
    assert.equal(await within(leaving.quit(), 'QUIT'), 'OK');
    assert.equal(await last, 1);
});

await run();
