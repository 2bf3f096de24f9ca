using System.Security.Cryptography;
using System.Text;

namespace Vql.Api.Access;

/// <summary>A secret that is stored as a digest and compared in constant time.</summary>
internal sealed class Secret(string text)
{
    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns whether a text is the secret.</summary>
    public bool Matches(string text) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _digest);
}
