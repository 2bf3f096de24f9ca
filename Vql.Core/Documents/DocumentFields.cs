using System.Security.Cryptography;
using System.Text;
using Vql.Core.Fields;

namespace Vql.Core.Documents;

/// <summary>The fields of the documents of all entities.</summary>
public static class DocumentFields
{
    /// <summary>
    /// A hash of the names and kinds of all fields. Versions of the product with the same fingerprint can search each other's
    /// indices.
    /// </summary>
    public static string Fingerprint { get; } = Compute([FieldCatalogue.Companies, FieldCatalogue.Contacts]);

    private static string Compute(EntityFields[] entities)
    {
        var fields = entities.SelectMany(
            entity => entity.Fields.Select(field => $"{entity.Entity}.{field.Name} {field.Kind}").Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', fields))));
    }
}
