namespace Vql.Tests.Api.Contract;

/// <summary>Tests that a client generated from the OpenAPI document compiles, is typed, and searches.</summary>
public sealed class GeneratedClientTests(NodeBothPaths paths) : LoadedContract(paths)
{
    // Compiles only if parameters, filters and conditions have their types.
    private const string Code = """
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Generated;

        public static class Sample
        {
            public static async Task<string[]> ListAsync(HttpClient http)
            {
                var page = await Client(http).ListContactsAsync(
                    title: "engineer", title_match: Match.Words, title_fuzzy: "false", employees_min: 50, limit: 5, total: true,
                    ordering: "-created_at");
                return [$"{page.Meta.Total.Value}", .. page.Results.Select(row => row.Uuid)];
            }

            public static async Task<string[]> SearchAsync(HttpClient http)
            {
                var page = await Client(http).SearchContactsAsync(new ContactFilters
                {
                    Title = ["engineer"], TitleMatch = Match.Words, TitleFuzzy = "false", Employees_min = 50, Limit = 5, Total = true,
                    Ordering = "-created_at",
                });
                return [$"{page.Meta.Total.Value}", .. page.Results.Select(row => row.Uuid)];
            }

            public static async Task<string[]> QueryAsync(HttpClient http)
            {
                var page = await Client(http).QueryContactsAsync(new ContactQuery
                {
                    Where = new ContactWhere
                    {
                        All_of =
                        [
                            new ContactWhere
                            {
                                Text_matches = new ContactTextMatches
                                {
                                    Must =
                                    [
                                        new ContactTextMatch
                                        {
                                            Filter_key = ContactField.Title, Text_value = "engineer",
                                            Search_type = ContactTextMatchSearch_type.Shuffle,
                                        },
                                    ],
                                },
                            },
                        ],
                        Range_query = new ContactRangeQuery
                        {
                            Must = new ContactRanges { Company_employees_count = new NumberRange { Gte = 50 } },
                        },
                    },
                    Order_by =
                    [
                        new ContactOrder
                        {
                            Order_by = ContactOrderOrder_by.Created_at, Order_direction = ContactOrderOrder_direction.Desc,
                        },
                    ],
                    Limit = 5,
                    Total = true,
                });
                return [$"{page.Meta.Total.Value}", .. page.Results.Select(row => row.Uuid)];
            }

            private static VqlClient Client(HttpClient http) => new(http) { BaseUrl = http.BaseAddress.ToString() };
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_GeneratedFromTheDocument_ListsSearchesAndQueriesTheSameRows()
    {
        var document = await Paths.Search.Client.GetStringAsync("/openapi/v1.json", Token);
        var sample = await GeneratedClient.CompileAsync(document, Code, Token);
        var path = "/api/v1/contacts/?title=engineer&title.fuzzy=false&employees_min=50&limit=5&total=true";
        var page = await Paths.Tables.GetAsync(path);
        string[] expected =
        [
            page.GetProperty("meta").GetProperty("total").GetProperty("value").GetRawText(),
            .. page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!),
        ];
        Assert.True(expected.Length > 1);
        foreach (var method in new[] { "ListAsync", "SearchAsync", "QueryAsync" })
        {
            Assert.Equal(expected, await (Task<string[]>)sample.GetMethod(method)!.Invoke(null, [Paths.Search.Client])!);
        }
    }
}
