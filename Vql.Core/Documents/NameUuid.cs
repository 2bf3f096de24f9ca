using System.Security.Cryptography;
using System.Text;
using Vql.Core.Text;

namespace Vql.Core.Documents;

/// <summary>UUIDs made from names (RFC 9562, version 5), so that the same row always has the same identity.</summary>
public static class NameUuid
{
    private const char PartEnd = '\u001F';
    private const int StackLimit = 512;

    private static readonly byte[] UrlNamespace = Guid.Parse("6ba7b811-9dad-11d1-80b4-00c04fd430c8").ToByteArray(bigEndian: true);

    /// <summary>A company's: its name and LinkedIn address, without regard to case.</summary>
    public static string OfCompany(string? name, string? linkedinUrl) => Of(Lower(name) + Lower(linkedinUrl));

    /// <summary>A contact's: its names and LinkedIn address, without regard to case.</summary>
    public static string OfContact(string? firstName, string? lastName, string? linkedinUrl) =>
        Of(Lower(firstName) + Lower(lastName) + Lower(linkedinUrl));

    /// <summary>
    /// An identity of several parts that are kept apart: Li Na is not Lin A. For a row whose uuid by name and LinkedIn address belongs to
    /// another.
    /// </summary>
    public static string OfParts(params ReadOnlySpan<string?> parts)
    {
        var name = new StringBuilder();
        foreach (var part in parts)
        {
            name.Append(Lower(CanonicalForms.Compose(part ?? ""))).Append(PartEnd);
        }

        return Of(name.ToString());
    }

    /// <summary>That of a value that a filter offers, letter by letter.</summary>
    public static string OfFilterValue(string filterKey, string service, string value) => Of(filterKey + service + value);

    private static string Lower(string? text) => CsvValue.LowerCase(text ?? "");

    private static string Of(string name)
    {
        var size = UrlNamespace.Length + Encoding.UTF8.GetByteCount(name);
        var input = size <= StackLimit ? stackalloc byte[size] : new byte[size];
        UrlNamespace.CopyTo(input);
        Encoding.UTF8.GetBytes(name, input[UrlNamespace.Length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Version 5 is SHA-1 by definition; nothing here is a secret.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString();
    }
}
