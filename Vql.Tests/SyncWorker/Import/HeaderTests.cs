using Vql.SyncWorker;
using Vql.SyncWorker.Import.Columns;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>Tests of the mapping of the columns of a file to fields.</summary>
public sealed class HeaderTests
{
    private static readonly Dictionary<string, ImportField> NoMappings = [];

    [Theory]
    [InlineData("FIRST NAME,last-name,E-Mail,# Employees,Company_Name", "first_name,last_name,email,employees,company")]
    [InlineData("Name,City,Domain,Phone,Country", "company,company_city,company_domain,company_phone,company_country")]
    [InlineData("Name,Email,City,Phone", "full_name,email,city,work_direct_phone")]
    [InlineData("First Name,Last Name,URL,Email Address,Company,Position", "first_name,last_name,person_linkedin_url,email,company,title")]
    [InlineData(
        "First Name,Last Name,Title,Company,Email,Corporate Phone,# Employees,Person Linkedin Url,Website,Company Linkedin "
        + "Url,City,Company City,Company Phone",
        "first_name,last_name,title,company,email,employees,person_linkedin_url,website,company_linkedin_url,city,company_city,"
        + "company_phone")]
    [InlineData(
        "Organization Name,Industries,Number of Employees,Total Funding Amount,Total Funding Amount Currency (in USD),Last Funding "
        + "Type,Website",
        "company,industry,employees,total_funding,latest_funding,website")]
    [InlineData(
        "Last Name,First Name,Job Title,Management Level,Direct Phone Number,Email Address,LinkedIn Contact Profile URL,Person "
        + "City,Company Name,"
            + "Company HQ Phone,Revenue (in 000s USD),Employees,Primary Industry",
        "last_name,first_name,title,seniority,work_direct_phone,email,person_linkedin_url,city,company,company_phone,"
        + "annual_revenue_thousands,employees,industry")]
    [InlineData(
        "Given Name,Family Name,E-mail 1 - Value,E-mail 1 - Type,Organization 1 - Name,Phone 1 - Value,Website 1 - Value",
        "first_name,last_name,email,company,mobile_phone,person_website")]
    [InlineData(
        "Title,First Name,Last Name,Company,Job Title,Business Phone,Home Phone,Mobile Phone,E-mail Address,Web Page,Business City",
        "first_name,last_name,company,title,work_direct_phone,home_phone,mobile_phone,email,person_website,city")]
    [InlineData(
        "Account Name,Billing City,Billing State/Province,Billing Country,Employees,Website,Industry,Annual Revenue",
        "company,company_city,company_state,company_country,employees,website,industry,annual_revenue")]
    [InlineData(
        "Company name,Company Domain Name,State/Region,Country/Region,Number of Employees,Phone Number",
        "company,company_domain,company_state,company_country,employees,company_phone")]
    [InlineData("first_name,email,website", "first_name,email,person_website")]
    [InlineData("uuid,first_name,company_id", "contact_uuid,first_name,company_uuid")]
    [InlineData(
        "uuid,email,company_id,website,facebook_url,twitter_url",
        "contact_uuid,email,company_uuid,person_website,person_facebook_url,person_twitter_url")]
    [InlineData("first_name,company_id,industry", "first_name,company_uuid,industry")]
    public void Columns_OfAProgramsExport_AreFound(string header, string fields) =>
        Assert.Equal(fields, string.Join(',', Map(header).Columns.Select(column => column.Field.Name)));

    [Fact]
    public void Columns_OfTheTemplate_AreFoundUnderTheirOwnNames()
    {
        var names = ImportField.Template.Select(field => field.Name).ToList();
        var map = ColumnMap.Of(names, NoMappings);
        Assert.Equal(names, map.Columns.Select(column => column.Field.Name));
        Assert.Empty(map.Faults);
    }

    [Theory]
    [InlineData("name,age")]
    [InlineData("Name,City,Phone")]
    [InlineData("employees,industry")]
    [InlineData("employees")]
    public void Columns_ThatIdentifyNothing_AreNoHeader(string header) => Assert.False(Map(header).Identifies);

    [Fact]
    public void Columns_ThatAreNearlyKnown_AreNamedWithTheKnownName()
    {
        var ignored = Map("company,employes,favourite colour").Ignored;
        Assert.Equal(["employes", "favourite colour"], ignored.Select(column => column.Header));
        Assert.Contains("did you mean 'employees'", ignored[0].Reason, StringComparison.Ordinal);
        Assert.Equal("unknown", ignored[1].Reason);
    }

    [Theory]
    [InlineData("company,Employees,# employees")]
    [InlineData("company,Company Name")]
    [InlineData("company,annual revenue,Revenue (in 000s USD)")]
    public void Columns_ThatMeanTheSame_AreAFault(string header) => Assert.Single(Map(header).Faults);

    [Fact]
    public void Columns_ThatTheUserMaps_AreThatField()
    {
        var forced = ColumnMap.ParseForced(["Firma = company", "Kopf=zahl=employees"]);
        var map = ColumnMap.Of(["FIRMA", "Kopf=Zahl", "employees"], forced);
        Assert.Equal(["company", "employees"], map.Columns.Select(column => column.Field.Name));
        Assert.Equal("employees", Assert.Single(map.Ignored).Header);
    }

    [Theory]
    [InlineData("Firma")]
    [InlineData("Firma=firm")]
    public void Mappings_ThatNameNoField_AreRejectedWithTheFields(string mapping)
    {
        var exception = Assert.Throws<InvalidInputException>(() => ColumnMap.ParseForced([mapping]));
        Assert.True(
            !mapping.Contains('=', StringComparison.Ordinal)
                || exception.Message.Contains("company_linkedin_url", StringComparison.Ordinal));
    }

    [Fact]
    public void Aliases_OfAllPrograms_AgreeOnEachHeader()
    {
        foreach (var kind in Enum.GetValues<TableKind>())
        {
            var meanings = ColumnAliases.Groups.SelectMany(group => group.Aliases).Where(alias => alias.Kind is null || alias.Kind == kind)
                .GroupBy(alias => ColumnAliases.Normalize(alias.Header))
                    .Where(group => group.Select(alias => alias.Field).Distinct().Count() > 1);
            Assert.Empty(meanings.Select(group => group.Key));
        }
    }

    private static ColumnMap Map(string header) => ColumnMap.Of(header.Split(','), NoMappings);
}
