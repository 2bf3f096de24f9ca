using System.Security.Cryptography;
using System.Text;
using Vql.Core.Text;

namespace Vql.Core.Documents;

/// <summary>Name-based UUIDs (RFC 9562, version 5). The same row always has the same UUID.</summary>
public static class NameUuid
{
    private const char PartSeparator = '\u001F';
    private const int StackLimit = 512;

    private static readonly byte[] UrlNamespace = Guid.Parse("6ba7b811-9dad-11d1-80b4-00c04fd430c8").ToByteArray(bigEndian: true);

    /// <summary>Returns the UUID for the name and the LinkedIn URL of a company. Case is ignored.</summary>
    public static string OfCompany(string? name, string? linkedinUrl) => Of(Lower(name) + Lower(linkedinUrl));

    /// <summary>Returns the UUID for the names and the LinkedIn URL of a contact. Case is ignored.</summary>
    public static string OfContact(string? firstName, string? lastName, string? linkedinUrl) =>
        Of(Lower(firstName) + Lower(lastName) + Lower(linkedinUrl));

    /// <summary>
    /// Returns the UUID for separate parts: <c>Li Na</c> and <c>Lin A</c> are different. It is used if the UUID for the name
    /// and the LinkedIn URL already belongs to another row.
    /// </summary>
    public static string OfParts(params ReadOnlySpan<string?> parts)
    {
        var name = new StringBuilder();
        foreach (var part in parts)
        {
            name.Append(Lower(CanonicalForms.Compose(part ?? ""))).Append(PartSeparator);
        }

        return Of(name.ToString());
    }

    /// <summary>Returns the UUID for a value of a filter. Case is significant.</summary>
    public static string OfFilterValue(string filterKey, string service, string value) => Of(filterKey + service + value);

    private static string Lower(string? text) => CsvValue.LowerCase(text ?? "");

    private static string Of(string name)
    {
        var size = UrlNamespace.Length + Encoding.UTF8.GetByteCount(name);
        var input = size <= StackLimit ? stackalloc byte[size] : new byte[size];
        UrlNamespace.CopyTo(input);
        Encoding.UTF8.GetBytes(name, input[UrlNamespace.Length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 9562 defines version 5 with SHA-1. The hash is not used for security.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString();
    }
}
