package dev.redoubt.linux;

/// Something changed in the kernel's tables, by whomever; what we did ourselves is told, too.
public sealed interface NetworkEvent {
    /// New, renamed, up, down, link found or lost, or as before.
    record DeviceChanged(NetworkDevice device) implements NetworkEvent {}

    record DeviceGone(NetworkDevice device) implements NetworkEvent {}

    /// New, or its lifetime or flags are.
    record AddressAdded(DeviceAddress address) implements NetworkEvent {}

    record AddressRemoved(DeviceAddress address) implements NetworkEvent {}

    /// Some were lost, for want of room: everything is to be read anew.
    record Overrun() implements NetworkEvent {}
}
