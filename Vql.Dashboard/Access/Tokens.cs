using System.Security.Cryptography;
using System.Text;
using Vql.Dashboard.Configuration;

namespace Vql.Dashboard.Access;

/// <summary>Compares tokens in constant time.</summary>
internal sealed class Tokens(DashboardOptions options)
{
    private readonly byte[]? _operator = options.OperatorToken is { } token ? HashOf(token) : null;
    private readonly byte[]? _reader = options.ReaderToken is { } text ? HashOf(text) : null;

    /// <summary>Whether any token is configured.</summary>
    public bool IsEnabled => _operator is not null || _reader is not null;

    /// <summary>Returns the role of a token. Null if the token is unknown.</summary>
    public string? RoleOf(string token)
    {
        // Both tokens are compared, so that the duration does not depend on which one matches.
        var hash = HashOf(token);
        var isOperator = _operator is not null && CryptographicOperations.FixedTimeEquals(hash, _operator);
        var isReader = _reader is not null && CryptographicOperations.FixedTimeEquals(hash, _reader);
        return isOperator ? Roles.Operator : isReader ? Roles.Reader : null;
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
