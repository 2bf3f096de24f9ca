using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vql.Api.Engine;

/// <summary>Gives the search to a share of the callers, always the same ones, and to more as the share grows.</summary>
internal static class Rollout
{
    private const uint Places = 10_000;

    public static bool Includes(string caller, double percent) => percent switch
    {
        >= 100 => true,
        <= 0 => false,
        _ => PlaceOf(caller) < percent * (Places / 100),
    };

    private static uint PlaceOf(string caller)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(caller), digest);
        return BinaryPrimitives.ReadUInt32LittleEndian(digest) % Places;
    }
}
