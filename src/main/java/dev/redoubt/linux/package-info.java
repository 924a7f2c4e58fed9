/// What Java has no classes for: raw and packet sockets, rtnetlink, poll, capabilities, sd_notify,
/// sockets between processes that pass open files on.
///
/// Linux on x86_64 and aarch64, whose constants and structures used here are the same, in glibc and
/// in musl. No native code of our own: the C library is called (Foreign Function & Memory API), so
/// the JVM needs `--enable-native-access=ALL-UNNAMED`. A command that neither holds virtual
/// addresses nor serves pools loads nothing of this room.
///
/// Every object belongs to one thread, where it does not say otherwise.
@NullMarked
package dev.redoubt.linux;

import org.jspecify.annotations.NullMarked;
