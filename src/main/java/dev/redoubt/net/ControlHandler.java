package dev.redoubt.net;

import dev.redoubt.resp.Decoded;
import dev.redoubt.resp.RespDecoder;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

import java.util.List;

/// The pipeline end of a [ControlConnection]: bytes to replies, socket events to endings.
final class ControlHandler extends ByteToMessageDecoder {
    /// SENTINEL SENTINELS and the like stay far below; whatever is larger is not what was asked.
    private static final RespDecoder DECODER = new RespDecoder(4 * 1024 * 1024);

    private final ControlConnection connection;

    ControlHandler(ControlConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.connected();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (DECODER.decode(in)) {
            case Decoded.Complete complete -> connection.received(complete.value());
            case Decoded.Incomplete _ -> {}
            case Decoded.Malformed malformed -> {
                in.skipBytes(in.readableBytes());
                connection.end(
                        new Ending(
                                Ending.Kind.MALFORMED, "not a Redis reply: " + malformed.error()));
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        connection.end(new Ending(Ending.Kind.BROKEN, "connection closed by the server"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.end(ConnectFailures.ending(cause));
    }
}
