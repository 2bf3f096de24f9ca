using Npgsql;
using Vql.Core.Documents;

namespace Vql.Storage.Postgres;

/// <summary>
/// Reads a row. Both the columns of a statement and the generated code that reads them are derived from the catalogue.
/// </summary>
internal sealed partial class RowReader(NpgsqlDataReader reader)
{
    private int _ordinal;

    /// <summary>The index of the next column to read.</summary>
    public int Ordinal => _ordinal;

    /// <summary>Reads the columns of a contact and those of its company.</summary>
    public Contact ReadContactWithCompany()
    {
        var contact = ReadContact();
        var company = ReadCompany();
        return contact with { Company = company.Uuid.Length > 0 ? company : null };
    }

    /// <summary>Reads the columns of a contact.</summary>
    public partial Contact ReadContact();

    /// <summary>Reads the columns of a company. The UUID is empty if a join found no company.</summary>
    public partial Company ReadCompany();

    private string? Text(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);

    private string[]? Texts(int at) => reader.IsDBNull(at) ? null : TextList.Read(reader, at);

    private long? Number(int at) => reader.IsDBNull(at) ? null : reader.GetInt64(at);

    private DateTimeOffset? Moment(int at) =>
        reader.IsDBNull(at) ? null : new DateTimeOffset(reader.GetDateTime(at), TimeSpan.Zero);

    /// <summary>Advances by a number of columns.</summary>
    /// <returns>The index of the first of these columns.</returns>
    private int Take(int columns)
    {
        var first = _ordinal;
        _ordinal += columns;
        return first;
    }
}
