using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>Reads rows whose columns were selected in the catalogue's order.</summary>
internal sealed class RowReader(NpgsqlDataReader reader)
{
    private int _ordinal;

    /// <summary>The columns of an entity under an alias, as the readers below expect them.</summary>
    public static string Columns(EntityFields entity, string alias) =>
        string.Join(", ", entity.Columns.Select(column => EntitySql.Shown(column, $"{alias}.{column.Name}")));

    /// <summary>The column after those that were read.</summary>
    public int Ordinal => _ordinal;

    /// <summary>Goes back to the first column, for the next row.</summary>
    public void Restart() => _ordinal = 0;

    // An initializer runs from top to bottom, and the order here is the catalogue's.
    public Contact ReadContact() => new()
    {
        Id = Number(),
        Uuid = Text() ?? "",
        FirstName = Text(),
        LastName = Text(),
        CompanyId = Text(),
        Email = Text(),
        Title = Text(),
        Departments = Texts(),
        MobilePhone = Text(),
        EmailStatus = Text(),
        Seniority = Text(),
        City = Text(),
        State = Text(),
        Country = Text(),
        LinkedinUrl = Text(),
        FacebookUrl = Text(),
        TwitterUrl = Text(),
        Website = Text(),
        WorkDirectPhone = Text(),
        HomePhone = Text(),
        OtherPhone = Text(),
        Stage = Text(),
        CreatedAt = Moment(),
        UpdatedAt = Moment(),
        DeletedAt = Moment(),
    };

    public Company ReadCompany() => new()
    {
        Id = Number(),
        Uuid = Text() ?? "",
        Name = Text(),
        EmployeesCount = Number(),
        Industries = Texts(),
        Keywords = Texts(),
        Address = Text(),
        AnnualRevenue = Number(),
        TotalFunding = Number(),
        Technologies = Texts(),
        City = Text(),
        State = Text(),
        Country = Text(),
        LinkedinUrl = Text(),
        Website = Text(),
        NormalizedDomain = Text(),
        FacebookUrl = Text(),
        TwitterUrl = Text(),
        CompanyNameForEmails = Text(),
        PhoneNumber = Text(),
        LatestFunding = Text(),
        LatestFundingAmount = Number(),
        LastRaisedAt = Text(),
        CreatedAt = Moment(),
        UpdatedAt = Moment(),
        DeletedAt = Moment(),
    };

    private string? Text() => Next() is var at && reader.IsDBNull(at) ? null : reader.GetString(at);

    private string[]? Texts() => Next() is var at && reader.IsDBNull(at) ? null : TextList.Read(reader, at);

    private long? Number() => Next() is var at && reader.IsDBNull(at) ? null : reader.GetInt64(at);

    private DateTimeOffset? Moment() =>
        Next() is var at && reader.IsDBNull(at) ? null : new DateTimeOffset(reader.GetDateTime(at), TimeSpan.Zero);

    private int Next() => _ordinal++;
}
