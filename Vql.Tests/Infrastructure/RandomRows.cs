using CsCheck;
using Vql.Core.Documents;

namespace Vql.Tests.Infrastructure;

/// <summary>Some hundred rows of nasty text, the same ones in every run.</summary>
internal static class RandomRows
{
    // VQL_PARITY_ROWS makes other rows: another seed as CsCheck writes them.
    private static readonly string Seed = Environment.GetEnvironmentVariable("VQL_PARITY_ROWS") is { Length: > 0 } given ? given : "0N0XIzNsQ0O2";

    private const int CompanyCount = 150;
    private const int ContactCount = 400;

    private static readonly long?[] Amounts =
        [null, null, 0, 0, 1, -1, 10, 49, 50, 50, 51, 100, 1000, 4611686018427387904, long.MaxValue - 1, long.MinValue + 1];

    private static readonly DateTimeOffset[] Moments =
    [
        new(2024, 2, 10, 0, 0, 0, TimeSpan.Zero), new(2024, 2, 10, 8, 15, 0, 1, TimeSpan.Zero), new(2024, 2, 29, 12, 30, 15, 250, TimeSpan.Zero),
        new(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero), new(2024, 3, 1, 0, 0, 0, TimeSpan.Zero), new(2023, 12, 31, 23, 59, 59, 999, TimeSpan.Zero),
        new(2024, 1, 31, 1, 2, 3, TimeSpan.Zero), new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero), new(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), new(2199, 7, 1, 0, 0, 0, TimeSpan.Zero),
    ];

    private static readonly Gen<string> Text = Gen.Frequency((6, NastyText.Phrase), (1, NastyText.Characters));

    /// <summary>Whole values, few enough to be met again.</summary>
    private static readonly Gen<string> Value =
        Gen.OneOf("", " ", "a", "A", "sales", "Sales", "sale", "seals", "true", "1", "1.50", "naïve", "naïve", "Ünï", "日本", "👍", "𝔘", "\uFFFF", "o'neil", "\"", "\\", "ab", "abc", "abcd", "\n");

    private static readonly Gen<string?> Name = Text.Null(0.15);
    private static readonly Gen<string?> Keyword = Value.Null(0.2);
    private static readonly Gen<string[]?> Keywords = Value.Array[0, 4].Null(0.2);
    private static readonly Gen<long?> Amount = Gen.OneOf(Amounts);
    private static readonly Gen<DateTimeOffset> Moment = Gen.OneOf(Moments);

    private static readonly Gen<Company> AnyCompany =
        from texts in Name.Array[5]
        from keywords in Keyword.Array[9]
        from lists in Keywords.Array[3]
        from amounts in Amount.Array[4]
        from created in Moment
        select new Company
        {
            Name = texts[0],
            Address = texts[1],
            Website = texts[2],
            NormalizedDomain = texts[3],
            City = keywords[0],
            State = keywords[1],
            Country = keywords[2],
            LinkedinUrl = keywords[3],
            CompanyNameForEmails = texts[4],
            FacebookUrl = keywords[4],
            TwitterUrl = keywords[5],
            PhoneNumber = keywords[6],
            LatestFunding = keywords[7],
            LastRaisedAt = keywords[8],
            LatestFundingAmount = amounts[3],
            Industries = lists[0],
            Keywords = lists[1],
            Technologies = lists[2],
            EmployeesCount = amounts[0],
            AnnualRevenue = amounts[1],
            TotalFunding = amounts[2],
            CreatedAt = created,
        };

    private static readonly Gen<Contact> AnyContact =
        from texts in Name.Array[4]
        from keywords in Keyword.Array[14]
        from departments in Keywords
        from company in Gen.Int[0, CompanyCount + 20]
        from created in Moment
        select new Contact
        {
            FirstName = texts[0],
            LastName = texts[1],
            Title = texts[2],
            // Some have none, in each of its spellings, and some one that is not there.
            CompanyId = company < CompanyCount ? CompanyUuid(company) : (company % 3) switch { 0 => null, 1 => "", _ => "gone" },
            Email = keywords[0],
            MobilePhone = keywords[1],
            EmailStatus = keywords[2],
            Seniority = keywords[3],
            City = keywords[4],
            State = keywords[5],
            Country = keywords[6],
            LinkedinUrl = keywords[7],
            Website = texts[3],
            FacebookUrl = keywords[8],
            TwitterUrl = keywords[9],
            Stage = keywords[10],
            WorkDirectPhone = keywords[11],
            HomePhone = keywords[12],
            OtherPhone = keywords[13],
            Departments = departments,
            CreatedAt = created,
        };

    /// <summary>The rows, and words of all sorts beside.</summary>
    public static SearchedRows Rows { get; } = new(
        "random",
        [.. AnyCompany.Array[CompanyCount].Single(_ => true, Seed).Select((row, index) => row with { Uuid = CompanyUuid(index) })],
        [.. AnyContact.Array[ContactCount].Single(_ => true, Seed).Select((row, index) => row with { Uuid = $"contact-{index:x4}" })],
        Gen.Frequency((5, NastyText.Word), (2, NastyText.Phrase), (1, Text)),
        Gen.Frequency((12, Value), (1, Gen.OneOf("contact-0001", "contact-00ff", "company-0001", "company-0010", "gone")), (1, NastyText.Word)));

    private static string CompanyUuid(int index) => $"company-{index:x4}";
}
