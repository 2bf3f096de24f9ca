namespace Vql.SearchNode.Durability;

/// <summary>Computes CRC-32C checksums with the instruction of the processor.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            checksum = System.Numerics.BitOperations.Crc32C(checksum, word);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            checksum = System.Numerics.BitOperations.Crc32C(checksum, rest);
        }

        return ~checksum;
    }
}
