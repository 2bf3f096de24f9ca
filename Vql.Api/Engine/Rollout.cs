using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vql.Api.Engine;

/// <summary>Selects the callers in the rollout: always the same ones, and more of them as the percentage grows.</summary>
internal static class Rollout
{
    private const uint Buckets = 10_000;

    public static bool Includes(string caller, double percent) => percent switch
    {
        >= 100 => true,
        <= 0 => false,
        _ => BucketOf(caller) < percent * (Buckets / 100),
    };

    private static uint BucketOf(string caller)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(caller), digest);
        return BinaryPrimitives.ReadUInt32LittleEndian(digest) % Buckets;
    }
}
