using System.Security.Cryptography;
using System.Text;

namespace Vql.Api.Access;

/// <summary>A secret that is kept as its digest and compared in a time that says nothing of it.</summary>
internal sealed class Secret(string text)
{
    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public bool Is(string given) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _digest);
}
